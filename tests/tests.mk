# tests.mk: `make test` and its parts; each builds what its tests need and calls tests/run.

TESTS := BUILD=$(BUILD) $(PYTHON) tests/run

# The image of a kernel too large for a floppy and for one 64 KiB chunk; two that the screen's tests
# look at from outside; and one with tests in it.
BOOT_TEST_IMAGES := $(addprefix $(BUILD)/tests/kernel-,32m.img screen.img scroll.img library.img)

# Images that run in the guest: tests/kernel/NAME.c checks something, tests/driven/NAME.c is typed
# at, tests/crash/NAME.c ends in a crash report, tests/broken/NAME.c lacks something and must be
# seen to fail.
KERNEL_TEST_IMAGES := $(foreach folder,$(IMAGE_FOLDERS),\
    $(patsubst tests/$(folder)/%.c,$(BUILD)/tests/$(folder)-%.img,$(wildcard tests/$(folder)/*.c)))

UNIT_NEEDS := $(GENERATED)
include tests/unit/unit.mk

.PHONY: coverage test test-unit test-kernel test-boot test-style test-long

test: $(UNIT_PROGRAMS) $(COVERAGE_PROGRAMS) $(KERNEL_TEST_IMAGES) $(BOOT_TEST_IMAGES) $(IMAGE) \
      variants
	@$(TESTS)
test-unit: $(UNIT_PROGRAMS) $(COVERAGE_PROGRAMS) $(STAGE1) $(IMAGE) variants
	@$(TESTS) unit
coverage: $(COVERAGE_PROGRAMS) $(IMAGE)
	@BUILD=$(BUILD) PYTHONPATH=tests/unit $(PYTHON) tests/unit/branch_coverage.py
test-kernel: $(KERNEL_TEST_IMAGES) $(IMAGE)
	@$(TESTS) kernel
test-boot: $(IMAGE) $(BOOT_TEST_IMAGES) variants
	@$(TESTS) boot
test-style: $(GENERATED)
	@$(TESTS) style

# Sweeps over every sector and every call, of which `make test` has samples.
test-long: $(KERNEL_TEST_IMAGES) $(BOOT_TEST_IMAGES) $(IMAGE)
	@$(TESTS) long
