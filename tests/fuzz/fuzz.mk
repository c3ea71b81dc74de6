# fuzz.mk: `make fuzz SECONDS=n`: each subject for so long, by clang's fuzzer, under sanitizers.
#
# Each tests/fuzz/fuzz_NAME.c is one fuzzer, and heap_input.c is one for each engine of the heap.
# The product's files that it links stand in tests/fuzz/SUBJECT.mk as fuzz_NAME_SOURCES. Inputs
# worth keeping lie in tests/fuzz/corpus/NAME; `make test` runs them once, as build/tests/unit/gcc/
# test_fuzz_NAME, and needs no fuzzer for it. docs/fuzzing.md tells the rest.

SECONDS ?= 60
FUZZ_FOLDER  := $(BUILD)/tests/fuzz
FUZZ_TARGETS := $(sort $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c)) \
                  $(patsubst %,heap_%,bump list block slab))
FUZZ_CORPUS  := $(FUZZ_FOLDER)/corpus
FUZZ_REPLAYS := $(FUZZ_TARGETS:%=$(UNIT_FOLDER)/gcc/test_fuzz_%)

include $(filter-out %/fuzz.mk,$(wildcard tests/fuzz/*.mk))

# All sources of fuzzer $(1), as objects in folder $(2).
fuzz_objects = $(patsubst %.c,$(2)/objects/%.o,\
                 $(sort $(wildcard tests/fuzz/fuzz_$(1).c) $(fuzz_$(1)_SOURCES)))

$(FUZZ_FOLDER)/objects/%.o: %.c | $(UNIT_NEEDS)
	@mkdir -p $(@D)
	@echo "  FUZZ $<"
	@clang $(UNIT_CFLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c $< -o $@

$(FUZZ_FOLDER)/fuzz_%: $$(call fuzz_objects,$$*,$(FUZZ_FOLDER)) \
                       $(FUZZ_FOLDER)/objects/tests/fuzz/start.o
	@echo "  FUZZ $@"
	@clang $(UNIT_CFLAGS) -fsanitize=fuzzer $^ -lcmocka -lm -o $@

$(UNIT_FOLDER)/gcc/test_fuzz_%: $$(call fuzz_objects,$$*,$(UNIT_FOLDER)/gcc) \
                                $(UNIT_FOLDER)/gcc/objects/tests/fuzz/replay.o
	@echo "  gcc $@"
	@gcc $(UNIT_CFLAGS) $^ -lcmocka -lm -o $@

-include $(shell find $(FUZZ_FOLDER)/objects -name '*.d' 2>/dev/null)

test test-unit unit: $(FUZZ_REPLAYS)

# What is found goes to the build's own corpus; what breaks something, to build/tests/fuzz/NAME-*.
.PHONY: fuzz fuzz-programs $(FUZZ_TARGETS:%=fuzz-%) $(FUZZ_TARGETS:%=fuzz-merge-%)
.PRECIOUS: $(FUZZ_FOLDER)/objects/%.o $(FUZZ_FOLDER)/fuzz_%
fuzz: $(FUZZ_TARGETS:%=fuzz-%)
fuzz-programs: $(FUZZ_TARGETS:%=$(FUZZ_FOLDER)/fuzz_%)
$(FUZZ_TARGETS:%=fuzz-%): fuzz-%: $(FUZZ_FOLDER)/fuzz_%
	@mkdir -p $(FUZZ_CORPUS)/$*
	@echo "  fuzz $*: $(SECONDS) seconds"
	@$< -max_total_time=$(SECONDS) -timeout=60 -verbosity=0 -print_final_stats=1 \
	  $(patsubst %,-dict=%,$(wildcard tests/fuzz/$*.dict)) \
	  -artifact_prefix=$(FUZZ_FOLDER)/$*- $(FUZZ_CORPUS)/$* $(wildcard tests/fuzz/corpus/$*)

# Takes over what reaches more than tests/fuzz/corpus/NAME does, as few inputs as may be.
$(FUZZ_TARGETS:%=fuzz-merge-%): fuzz-merge-%: $(FUZZ_FOLDER)/fuzz_%
	@mkdir -p tests/fuzz/corpus/$*
	@$< -set_cover_merge=1 -use_counters=0 tests/fuzz/corpus/$* $(FUZZ_CORPUS)/$*
