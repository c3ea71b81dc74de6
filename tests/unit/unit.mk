# unit.mk: how the host's tests are built.
#
# Each tests/unit/test_NAME.c is one cmocka program. The product's files that it links stand below
# as test_NAME_SOURCES. Every program is built twice, by gcc and by clang, and both times with the
# address and the undefined-behaviour sanitizer, which end the program at the first fault:
#
#     build/tests/unit/gcc/test_NAME      build/tests/unit/clang/test_NAME
#
# UNIT_PROGRAMS lists them all. They are run from the project's root, where they find tests/data.
# `make -f tests/unit/unit.mk unit` builds these programs alone. The lists of the kernel's tests
# stand beside this file, one for each subject: tests/unit/SUBJECT.mk.

BUILD ?= build
FORMAT_SOURCES = common/format.c common/format_buffer.c common/digits.c

test_crc32c_SOURCES             = common/crc32c.c
test_format_SOURCES             = $(FORMAT_SOURCES) tests/unit/format_model.c
test_memory_map_SOURCES         = common/memory_map.c tests/unit/memory_oracle.c
test_memory_map_random_SOURCES  = common/memory_map.c tests/unit/memory_oracle.c
test_memory_map_real_SOURCES    = common/memory_map.c \
                                  $(addprefix tests/unit/memory_,oracle.c files.c)
test_paging_SOURCES             = common/paging.c tests/unit/page_walk.c
test_paging_errors_SOURCES      = common/paging.c tests/unit/page_walk.c
test_paging_random_SOURCES      = common/paging.c \
                                  $(addprefix tests/unit/,page_walk.c paging_model.c)
test_string_SOURCES             = tests/unit/product_string.c

# The real-mode half of stage2, over a fake BIOS.
FAKE_BIOS      = $(addprefix tests/unit/fake_,bios.c console.c disk.c gate.c system.c)
DISK_SOURCES   = $(addprefix stage2/real/,disk.c disk_text.c transfer.c) $(FAKE_BIOS)
MEMORY_SOURCES = $(addprefix stage2/real/,memory.c e820.c raw.c) stage2/source.c \
                 common/memory_map.c $(FAKE_BIOS)

test_a20_SOURCES                = stage2/real/a20.c $(FAKE_BIOS)
test_disk_SOURCES               = $(DISK_SOURCES)
test_disk_errors_SOURCES        = $(DISK_SOURCES)
test_disk_random_SOURCES        = $(DISK_SOURCES) tests/unit/disk_model.c
test_memory_SOURCES             = $(MEMORY_SOURCES)
test_memory_long_SOURCES        = $(MEMORY_SOURCES)
test_memory_old_SOURCES         = $(MEMORY_SOURCES)
QUESTIONS_SOURCES               = $(addprefix stage2/real/,main.c console.c cpu.c load.c a20.c) \
                                  $(addprefix stage2/,print.c trace.c) $(FORMAT_SOURCES) \
                                  $(addprefix tests/unit/,questions_host.c stage2_host.c) \
                                  $(DISK_SOURCES) $(MEMORY_SOURCES)
test_questions_SOURCES          = $(QUESTIONS_SOURCES)
test_refusals_SOURCES           = $(QUESTIONS_SOURCES)

# The other half, over memory and ports of the test's own; test_fault.c takes in fault.c itself.
PROTECTED_SOURCES = \
    $(addprefix stage2/protected/,main.c console.c crc32c_any.c handover.c tables.c verify.c) \
    $(addprefix stage2/,print.c source.c trace.c) $(FORMAT_SOURCES) \
    $(addprefix common/,crc32c.c exception.c memory_map.c paging.c) \
    $(addprefix tests/unit/,protected_host.c stage2_host.c port_bus.c)
test_protected_SOURCES          = $(PROTECTED_SOURCES)
test_fault_SOURCES              = $(PROTECTED_SOURCES)
test_shift64_SOURCES            = stage2/shift64.c

LAYOUT_SOURCES = $(addprefix mkimage/,layout.c layout_region.c layout_check.c layout_disk.c \
    layout_memory.c layout_required.c findings.c number.c) tests/unit/layout_text.c
LAY_SOURCES    = $(LAYOUT_SOURCES) $(addprefix mkimage/,image.c mbr.c checksums.c check_parts.c \
    variant.c) \
    common/crc32c.c tests/unit/image_parts.c
test_layout_SOURCES             = $(LAYOUT_SOURCES) tests/unit/layout_cases.c
test_emit_SOURCES               = $(LAYOUT_SOURCES) \
    $(addprefix mkimage/,emit.c layout_tables.c constants.c)
test_image_SOURCES              = $(LAY_SOURCES)
test_image_refusals_SOURCES     = $(LAY_SOURCES)
test_check_SOURCES              = $(LAY_SOURCES) mkimage/check.c
test_variant_SOURCES            = $(LAY_SOURCES) mkimage/check.c

# The tests that together go through all of stage2's C, for tests/unit/branch_coverage.py.
COVERAGE_TESTS = a20 crc32c disk disk_errors disk_random fault format memory memory_long \
    memory_map memory_old paging paging_errors protected questions refusals shift64

include $(filter-out tests/unit/unit.mk,$(wildcard tests/unit/*.mk))

# Files that depend on nothing but mem* and each other: tests/unit/test_pure.py compiles them for
# every mode and looks at what they call.
PURE_SOURCES = $(sort $(wildcard common/*.c)) $(addprefix stage2/real/,raw.c transfer.c disk_text.c)

# ------------------------------------------------------------------------------------------------

UNIT_FOLDER     = $(BUILD)/tests/unit
UNIT_COMPILERS  = gcc clang
UNIT_TESTS     := $(sort $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c)))
UNIT_PROGRAMS  := $(foreach compiler,$(UNIT_COMPILERS),$(UNIT_TESTS:%=$(UNIT_FOLDER)/$(compiler)/%))
UNIT_NEEDS     ?= # generated headers: set by whoever knows how to make them, before this file

UNIT_CFLAGS     = -std=gnu11 -Wall -Wextra -Wconversion -Wshadow -Werror
UNIT_CFLAGS    += -Wstrict-prototypes -Wmissing-prototypes -Wvla
UNIT_CFLAGS    += -I. -I$(BUILD) -I$(BUILD)/gen
UNIT_CFLAGS    += -g -O1 -fno-omit-frame-pointer -DDEBUG
UNIT_CFLAGS    += -fsanitize=address,undefined -fno-sanitize-recover=all

# One set of rules a compiler: $(1)
define UNIT_RULES
$(UNIT_FOLDER)/$(1)/objects/%.o: %.c | $(UNIT_NEEDS)
	@mkdir -p $$(@D)
	@echo "  $(1) $$<"
	@$(1) $$(UNIT_CFLAGS) -MMD -MP -c $$< -o $$@
endef

# One program: compiler $(1), test $(2). Its sources are looked up when the program is built, so a
# line test_NAME_SOURCES may stand anywhere.
define UNIT_PROGRAM
$(UNIT_FOLDER)/$(1)/$(2): $$$$(patsubst %.c,$(UNIT_FOLDER)/$(1)/objects/%.o,\
                              tests/unit/$(2).c $$$$(sort $$$$($(2)_SOURCES)))
	@echo "  $(1) $$@"
	@$(1) $$(UNIT_CFLAGS) $$^ -lcmocka -lm -o $$@
endef

$(foreach compiler,$(UNIT_COMPILERS),$(eval $(call UNIT_RULES,$(compiler))))
.SECONDEXPANSION:
$(foreach compiler,$(UNIT_COMPILERS),$(foreach test,$(UNIT_TESTS),\
    $(eval $(call UNIT_PROGRAM,$(compiler),$(test)))))

# The same once more by clang, without sanitizers, counting which way each branch goes.
COVERAGE_FOLDER   = $(BUILD)/tests/coverage
COVERAGE_PROGRAMS = $(COVERAGE_TESTS:%=$(COVERAGE_FOLDER)/test_%)
COVERAGE_CFLAGS   = $(filter-out -fsanitize=% -fno-sanitize% -O1,$(UNIT_CFLAGS)) -O2 \
                    -fprofile-instr-generate -fcoverage-mapping
$(COVERAGE_FOLDER)/objects/%.o: %.c | $(UNIT_NEEDS)
	@mkdir -p $(@D)
	@echo "  clang $< (coverage)"
	@clang $(COVERAGE_CFLAGS) -MMD -MP -c $< -o $@
define COVERAGE_PROGRAM
$(COVERAGE_FOLDER)/$(1): $$$$(patsubst %.c,$(COVERAGE_FOLDER)/objects/%.o,\
                              tests/unit/$(1).c $$$$(sort $$$$($(1)_SOURCES)))
	@echo "  clang $$@"
	@clang $$(COVERAGE_CFLAGS) $$^ -lcmocka -lm -o $$@
endef
$(foreach test,$(COVERAGE_TESTS),$(eval $(call COVERAGE_PROGRAM,test_$(test))))

-include $(shell find $(COVERAGE_FOLDER) -name '*.d' 2>/dev/null)
-include $(foreach compiler,$(UNIT_COMPILERS),\
    $(shell find $(UNIT_FOLDER)/$(compiler) -name '*.d' 2>/dev/null))

.PHONY: unit pure-sources
.PRECIOUS: $(COVERAGE_FOLDER)/objects/%.o
.PRECIOUS: $(UNIT_FOLDER)/gcc/objects/%.o $(UNIT_FOLDER)/clang/objects/%.o

unit: $(UNIT_PROGRAMS)

pure-sources:
	@echo $(PURE_SOURCES)
