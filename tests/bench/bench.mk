# bench.mk: `make bench`, the cost of the climb as ratios against a floor measured in the same run.
#
# Included by the Makefile. The plugin is built for the host, with whatever compiler the host has.

BENCH_IMAGES := $(IMAGE) $(BUILD)/tests/kernel-1m.img
BENCH_PLUGIN := $(BUILD)/bench/count.so
BENCH_FLAGS := -std=gnu11 -Wall -Wextra -Wconversion -Wshadow -Werror -O2 -fPIC -shared

$(BENCH_PLUGIN): tests/bench/count.c
	@echo "  HOST $@"
	@mkdir -p $(@D)
	@$(HOSTCC) $(BENCH_FLAGS) -o $@ $<

# The formatter for the host, compiled by the kernel's flags; only the code model is the host's.
BENCH_FORMAT := $(BUILD)/bench/format
BENCH_FORMAT_FLAGS = $(filter-out -mcmodel=kernel,$(KERNEL_FLAGS)) $(TARGET_FLAGS)

$(BENCH_FORMAT)/%.o: common/%.c $(BUILD)/flags | $(GENERATED)
	@echo "  CC64 $@"
	@mkdir -p $(@D)
	@$(CC) $(BENCH_FORMAT_FLAGS) -c -o $@ $<
$(BENCH_FORMAT)/lines: tests/bench/format/lines.c $(BENCH_FORMAT)/format.o $(BENCH_FORMAT)/digits.o
	@echo "  HOST $@"
	@$(HOSTCC) $(WARNINGS) -fno-builtin -O2 -I. -no-pie -o $@ $^

.PHONY: bench bench-profile

# tests/boot/test_performance.py and tests/kernel/test_idle.py assert what the bench prints.
test test-boot test-kernel: $(BENCH_PLUGIN) $(BENCH_IMAGES)

bench: $(BENCH_PLUGIN) $(BENCH_IMAGES) $(BUILD)/tests/kernel-scroll.img $(BENCH_FORMAT)/lines
	@BUILD=$(BUILD) $(PYTHON) tests/bench/bench.py $(BENCH_IMAGES)
	@BUILD=$(BUILD) $(PYTHON) tests/bench/scroll.py
	@BUILD=$(BUILD) $(PYTHON) tests/bench/interrupts.py
	@BUILD=$(BUILD) $(PYTHON) tests/bench/format.py

# Where the instructions of the climb go, by function.
bench-profile: $(BENCH_PLUGIN) $(BENCH_IMAGES)
	@BUILD=$(BUILD) $(PYTHON) tests/bench/bench.py --profile $(BENCH_IMAGES)

# Benches of a part of the kernel, each with its own folder.
include $(wildcard tests/bench/*/*.mk)
