# frames.mk: the frame allocators of the bench, built for the host as the kernel builds them.

FRAMES_BENCH := $(BUILD)/bench/frames
FRAMES_BENCH_SOURCES := $(wildcard tests/bench/frames/*.c kernel/core/frames*.c)
# No function may disappear in its caller: callgrind counts by function.
FRAMES_BENCH_FLAGS := $(HOST_FLAGS) -fno-omit-frame-pointer -fcf-protection=none -fno-pie -no-pie

$(FRAMES_BENCH): $(FRAMES_BENCH_SOURCES) $(wildcard tests/bench/frames/*.h kernel/core/frames*.h)
	@echo "  HOST $@"
	@mkdir -p $(@D)
	@$(HOSTCC) $(FRAMES_BENCH_FLAGS) -o $@ $(FRAMES_BENCH_SOURCES)

.PHONY: bench-frames
bench: bench-frames
bench-frames: $(FRAMES_BENCH)
	@BUILD=$(BUILD) $(PYTHON) tests/bench/frames.py
