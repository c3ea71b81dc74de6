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

.PHONY: bench bench-profile

# tests/boot/test_performance.py asserts what the bench prints.
test test-boot: $(BENCH_PLUGIN) $(BENCH_IMAGES)

bench: $(BENCH_PLUGIN) $(BENCH_IMAGES)
	@BUILD=$(BUILD) $(PYTHON) tests/bench/bench.py $(BENCH_IMAGES)

# Where the instructions of the climb go, by function.
bench-profile: $(BENCH_PLUGIN) $(BENCH_IMAGES)
	@BUILD=$(BUILD) $(PYTHON) tests/bench/bench.py --profile $(BENCH_IMAGES)
