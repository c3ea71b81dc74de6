/*
 * heap_slab.c: the default engine: its design, and its two fast paths. `make HEAP=slab`.
 *
 * Every operation takes a bounded number of steps, whatever the heap holds; memory goes back from
 * one size to the next; and nobody frees, overwrites or reuses a block wrongly without being told.
 * Everything is counted in units of 16 bytes. Three sorts of block, by size:
 *
 *     small   to 248    a slot in a slab of one page, which has slots of one length
 *     medium  to 2048   a run of units; freed, it waits for the next block of its class
 *     long              a run of units; freed, it merges with its neighbours at once
 *
 * Runs fill the heap from end to end (heap_slab_runs.c), and slabs are runs (heap_slab_classes.c).
 * A class is a list of what is ready to be handed out, so the fast paths below take the first of a
 * list or put one in front. The rest is checks, and those cost so little because of three ideas:
 *
 * The canary behind a block's last byte is made of the block's address. So it stands in one place
 * for one block of one size alone, and comparing it once tells a good free from one that is
 * repeated, in the middle, elsewhere, of another size, or of a block that was written past. Which
 * of these it is, is found out by heap_slab_check.c, when there is time: the kernel stops anyway.
 *
 * Free memory is marked: a link with its bytes reversed, which as an address faults, poison at the
 * end, and who freed it. The marks are compared before a block is handed out again.
 *
 * While the heap is closed to interrupt handlers, its limits are 0: the comparisons that every
 * operation makes anyway send it off the fast path, where the reason is found.
 *
 * The 4 bytes before a block say who allocated it. In a run they are its head's; in a slab they are
 * the last ones of the slot before, out of reach of what the block's owner writes past its end.
 * docs/heap.md has the figures, and what is not noticed.
 */
#include "kernel/core/heap_slab.h"

struct slab_heap slab_heap;

bool heap_start(void *base, size_t bytes, const struct heap_source *source)
{
    slab_heap = (struct slab_heap){.corner_size = 0};
    if ((uintptr_t)base % UNIT != 0 || bytes % UNIT != 0 || bytes / 2 < HEAP_PAGE_BYTES ||
        bytes >> UNIT_SHIFT > RUN_UNITS_MOST) {
        return false;
    }
    slab_heap.base = (uintptr_t)base;
    slab_heap.corner_size = CORNER_FREE;
    slab_heap.source = source != NULL ? *source : (struct heap_source){NULL, NULL};
    slab_heap.frugal = slab_heap.source.grow == NULL;
    classes_start();
    runs_start(bytes);
    limits_set();
    return true;
}

/* A run that waits, of the block's class. */
static inline void *medium_take(size_t size, uint32_t site)
{
    size_t units = medium_units[run_units_for(size)];
    struct slot *slot = class_of(units * UNIT)->ready;
    if (!waiting_is_sound(slot, medium_bytes(units))) {
        return NULL;
    }
    slab_heap.waiting_units -= units;
    run_of(slot)->head &= ~RUN_WAITS;
    return slot_take(slot, units * UNIT, size, CANARY_RUN, site);
}

void *heap_alloc(size_t size, size_t align)
{
    if (RARE(align > UNIT)) {
        return block_alloc_rare(size, align, CALLER());
    }
    if (size < slab_heap.tiny_limit) {
        struct slot *slot = class_of(UNIT)->ready;
        if (link_is_sound(slot)) {
            return slot_take(slot, UNIT, size, CANARY_SLOT, CALLER());
        }
        return small_alloc_rare(size, CALLER());
    } else if (size < slab_heap.small_limit) {
        size_t bytes = slot_bytes_for(size);
        struct slot *slot = class_of(bytes)->ready;
        if (link_is_sound(slot) && poison_is_whole(slot, bytes)) {
            return slot_take(slot, bytes, size, CANARY_SLOT, CALLER());
        }
        return small_alloc_rare(size, CALLER());
    } else if (size < slab_heap.medium_limit) {
        void *block = medium_take(size, CALLER());
        if (block != NULL) {
            return block;
        }
    }
    return block_alloc_rare(size, align, CALLER());
}

/* Does a block with this canary begin here, as far as can be told without looking around? */
static inline bool block_is_sound(const void *block, size_t size, uint32_t canary)
{
    return (uintptr_t)block - slab_heap.base < slab_heap.reach &&
           canary_stands(block, size, canary);
}

void heap_free(void *pointer, size_t size, size_t align)
{
    (void)align;
    if (size <= TINY_MOST) {
        if (!RARE(!block_is_sound(pointer, size, CANARY_SLOT))) {
            slot_give(pointer, UNIT, CALLER());
            return;
        }
    } else if (size <= SMALL_MOST) {
        if (!RARE(!block_is_sound(pointer, size, CANARY_SLOT))) {
            slot_give(pointer, slot_bytes_for(size), CALLER());
            return;
        }
    } else if (size <= MEDIUM_MOST && block_is_sound(pointer, size, CANARY_RUN)) {
        struct run *run = run_of(pointer);
        size_t units = medium_units[run_units_for(size)];
        size_t waiting = slab_heap.waiting_units + units;
        if (waiting <= slab_heap.waiting_most && run_units(run) == units) {
            slab_heap.waiting_units = waiting;
            canary_write(pointer, size, 0);
            slot_mark_free(pointer, medium_bytes(units), CALLER());
            struct slot *slot = pointer;
            struct slot_class *class = class_of(units * UNIT);
            slot_link(slot, class->ready);
            class->ready = slot;
            run->head |= RUN_WAITS;
            return;
        }
    }
    block_free_rare(pointer, size, CALLER());
}

void heap_close(void)
{
    slab_heap.closed++;
    slab_heap.reach = 0;
    slab_heap.tiny_limit = 0;
    slab_heap.small_limit = 0;
    slab_heap.medium_limit = 0;
}

void heap_open(void)
{
    if (--slab_heap.closed == 0) {
        limits_set();
    }
}
