# heap.mk: what the fuzzers of the heap's engines are linked from.

FUZZ_HEAP = kernel/core/heap.c tests/fuzz/heap_input.c tests/unit/heap_arena.c
fuzz_heap_bump_SOURCES  = $(HEAP_bump:%=kernel/core/%) $(FUZZ_HEAP)
fuzz_heap_list_SOURCES  = $(HEAP_list:%=kernel/core/%) $(FUZZ_HEAP)
fuzz_heap_block_SOURCES = $(HEAP_block:%=kernel/core/%) $(FUZZ_HEAP)
fuzz_heap_slab_SOURCES  = $(HEAP_slab:%=kernel/core/%) $(FUZZ_HEAP)
