# fuzz.mk: `make fuzz SECONDS=n`: each subject for so long, by clang's fuzzer, under sanitizers.
#
# Each tests/fuzz/fuzz_NAME.c is one program; the product's files that it links stand below as
# fuzz_NAME_SOURCES. Inputs worth keeping go to tests/fuzz/corpus/NAME.

SECONDS ?= 60
FUZZ_FOLDER := $(BUILD)/tests/fuzz
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_FLAGS := -std=gnu11 -Wall -Wextra -Wconversion -Wshadow -Werror -I. -I$(BUILD) -g -O1
FUZZ_FLAGS += -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all

fuzz_heap_list_SOURCES := kernel/core/heap.c $(HEAP_list:%=kernel/core/%) tests/fuzz/heap_input.c \
                          tests/unit/heap_arena.c
fuzz_heap_slab_SOURCES := kernel/core/heap.c $(HEAP_slab:%=kernel/core/%) tests/fuzz/heap_input.c \
                          tests/unit/heap_arena.c

$(FUZZ_FOLDER)/fuzz_%: tests/fuzz/fuzz_%.c $$(fuzz_$$*_SOURCES) $(wildcard kernel/core/*.h) \
    | $(GENERATED)
	@mkdir -p $(@D)
	@echo "  FUZZ $@"
	@clang $(FUZZ_FLAGS) -o $@ $(filter %.c,$^)

.PHONY: fuzz $(FUZZ_TARGETS:%=fuzz-%)
fuzz: $(FUZZ_TARGETS:%=fuzz-%)
$(FUZZ_TARGETS:%=fuzz-%): fuzz-%: $(FUZZ_FOLDER)/fuzz_%
	@mkdir -p $(FUZZ_FOLDER)/corpus/$*
	@echo "  fuzz $*: $(SECONDS) seconds"
	@$< -max_total_time=$(SECONDS) -print_final_stats=0 -verbosity=0 -timeout=10 \
	  -artifact_prefix=$(FUZZ_FOLDER)/$*- $(FUZZ_FOLDER)/corpus/$* $(wildcard tests/fuzz/corpus/$*)
