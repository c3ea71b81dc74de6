# heap.mk: the heap's tests; included by unit.mk.

HEAP_HOST  = kernel/core/heap.c tests/unit/heap_host.c tests/unit/heap_arena.c
HEAP_TOOLS = $(HEAP_HOST) tests/unit/heap_model.c tests/unit/heap_contract.c
HEAP_HOLES = kernel/core/heap_holes.c
HEAP_SLAB  = $(addprefix kernel/core/heap_slab,.c _classes.c _runs.c _check.c _walk.c)

test_heap_bump_SOURCES   = kernel/core/heap_bump.c $(HEAP_TOOLS)
test_heap_list_SOURCES   = kernel/core/heap_list.c $(HEAP_HOLES) $(HEAP_TOOLS)
test_heap_block_SOURCES  = kernel/core/heap_block.c $(HEAP_HOLES) $(HEAP_TOOLS)
test_heap_none_SOURCES   = kernel/core/heap_none.c $(HEAP_HOST)
test_heap_slab_SOURCES   = $(HEAP_SLAB) $(HEAP_TOOLS)
test_heap_misuse_SOURCES = $(HEAP_SLAB) $(HEAP_TOOLS)
test_heap_owners_SOURCES = $(HEAP_SLAB) $(HEAP_TOOLS)
test_heap_long_SOURCES   = $(HEAP_SLAB) $(HEAP_TOOLS)

# The long one also without sanitizers, for ten times as many operations: build/tests/unit/fast/.
HEAP_LONG = $(BUILD)/tests/unit/fast/test_heap_long
$(HEAP_LONG): tests/unit/test_heap_long.c $(test_heap_long_SOURCES) $(wildcard kernel/core/heap*.h \
              tests/unit/heap*.h) | $(UNIT_NEEDS)
	@mkdir -p $(@D)
	@echo "  fast $@"
	@$(HOSTCC) -std=gnu11 -O2 -I. -I$(BUILD) -DHEAP_OPERATIONS=10000000 $(filter %.c,$^) \
	  -lcmocka -o $@

HOSTCC ?= cc
test test-unit unit: $(HEAP_LONG)
