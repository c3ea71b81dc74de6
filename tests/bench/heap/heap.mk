# heap.mk: the heap's engines beside the allocators of other systems; included by bench.mk.
#
# One program an allocator.

HEAP_BENCH := $(BUILD)/bench/heap
HEAP_BENCH_OURS := slab block list bump
HEAP_BENCH_LIBC := glibc mimalloc jemalloc
HEAP_BENCH_PROGRAMS := $(addprefix $(HEAP_BENCH)/bench_heap-,$(HEAP_BENCH_OURS) $(HEAP_BENCH_LIBC))
HEAP_BENCH_FLAGS := -std=gnu11 -Wall -Wextra -O2 -g -I. -I$(BUILD)
HEAP_BENCH_OWN := tests/bench/heap/bench_heap.c tests/unit/random.h tests/bench/heap/allocator.h
LIBRARY_glibc :=
LIBRARY_mimalloc := -lmimalloc
LIBRARY_jemalloc := -ljemalloc

$(patsubst %,$(HEAP_BENCH)/bench_heap-%,$(HEAP_BENCH_OURS)): $(HEAP_BENCH)/bench_heap-%: \
    $(HEAP_BENCH_OWN) tests/bench/heap/allocator_ours.c tests/unit/heap_arena.c \
    $(wildcard kernel/core/heap*)
	@mkdir -p $(@D)
	@echo "  HOST $@"
	@$(HOSTCC) $(HEAP_BENCH_FLAGS) -mgeneral-regs-only -r -nostdlib -o $@.o \
	  $(addprefix kernel/core/,heap.c $(HEAP_$*))
	@$(HOSTCC) $(HEAP_BENCH_FLAGS) -no-pie -o $@ $@.o $(filter tests/%.c,$^)
$(patsubst %,$(HEAP_BENCH)/bench_heap-%,$(HEAP_BENCH_LIBC)): $(HEAP_BENCH)/bench_heap-%: \
    $(HEAP_BENCH_OWN) tests/bench/heap/allocator_libc.c
	@mkdir -p $(@D)
	@echo "  HOST $@"
	@$(HOSTCC) $(HEAP_BENCH_FLAGS) -no-pie -o $@ $(filter %.c,$^) -Wl,--no-as-needed $(LIBRARY_$*)

.PHONY: bench-heap bench-heap-plot
bench-heap: $(HEAP_BENCH_PROGRAMS)
	@$(PYTHON) tests/bench/heap/table.py $(HEAP_BENCH)
bench: bench-heap

# The picture in docs/heap.md.
bench-heap-plot: $(HEAP_BENCH_PROGRAMS)
	@$(PYTHON) tests/bench/heap/table.py $(HEAP_BENCH) --plot docs/heap-cost.svg
