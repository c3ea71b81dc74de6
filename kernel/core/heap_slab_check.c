/*
 * heap_slab_check.c: the slab engine's slow eyes: what was wrong with a free, and is all as it
 * should be?
 *
 * Called when a fast check has failed, which ends in heap_misuse and never returns, and by
 * heap_check, heap_verify and heap_stats_read. Nothing here is believed before it is checked, and
 * every loop ends with the heap.
 */
#include "kernel/core/heap_slab.h"

/* Notes have the lower half of an address of code; the upper half is the same for all of it. */
static uintptr_t site_address(uint32_t site)
{
    const uintptr_t low = UINT32_MAX;
    return site == 0 ? 0 : ((uintptr_t)heap_alloc & ~low) | site;
}

static struct heap_misuse misuse_of(enum heap_misuse_kind kind, const void *block, size_t size)
{
    return (struct heap_misuse){.kind = kind, .pointer = block, .block = block, .size = size};
}

/* What is wrong with freeing `pointer`, which lies in this block that somebody has? */
static struct heap_misuse used_diagnose(const void *block, size_t room, uint32_t kind,
                                        const void *pointer)
{
    size_t size = size_by_canary(block, room, kind);
    struct heap_misuse found = misuse_of(HEAP_WRONG_SIZE, block, size);
    if (size == SIZE_MAX) {
        found.kind = HEAP_OVERFLOW;
        found.size = room - sizeof(uint32_t);
    } else if (pointer != block) {
        found.kind = HEAP_INTERIOR_FREE;
    }
    found.allocated_at = site_address(*note_at(block, -4));
    return found;
}

/* The same, in memory that is marked as a free slot is. */
static struct heap_misuse unused_diagnose(const void *block, size_t bytes, const void *pointer)
{
    struct heap_misuse found = misuse_of(HEAP_DOUBLE_FREE, block, bytes - 2 * sizeof(uint32_t));
    found.kind = pointer == block ? HEAP_DOUBLE_FREE : HEAP_INVALID_FREE;
    found.allocated_at = site_address(*note_at(block, -4));
    found.freed_at = site_address(*note_at(block, (ptrdiff_t)bytes - 8));
    return found;
}

static struct heap_misuse slab_diagnose(const struct slab *slab, const void *pointer)
{
    struct slot_map map;
    bool whole = slot_map_read(&map, slab);
    if (!whole && map.astray == NULL) {
        return misuse_of(HEAP_DAMAGED, slab, SLAB_ROOM);
    }
    size_t bytes = slab_slot_bytes(slab);
    size_t number = ((uintptr_t)pointer - (uintptr_t)slab) / bytes;
    if (number >= slab->carved) {
        return misuse_of(HEAP_INVALID_FREE, NULL, 0);
    }
    if (!whole && !slot_map_has(&map, number)) {
        return misuse_of(HEAP_DAMAGED, slab, SLAB_ROOM); /* in use, or behind the broken link */
    }
    const void *block = slab->slots + number * bytes;
    return slot_map_has(&map, number)
               ? unused_diagnose(block, bytes, pointer)
               : used_diagnose(block, bytes - sizeof(uint32_t), CANARY_SLOT, pointer);
}

/* In a free run: its first block, or one that has become a part of it, left its notes. */
static struct heap_misuse free_diagnose(const void *pointer)
{
    const struct run *run = run_of(pointer);
    if ((uintptr_t)pointer % UNIT != 0 || !(run->head & RUN_FREE)) {
        return misuse_of(HEAP_INVALID_FREE, NULL, 0);
    }
    struct heap_misuse found = misuse_of(HEAP_DOUBLE_FREE, pointer, 0);
    found.allocated_at = site_address(run->allocated_at);
    found.freed_at = site_address(run->site);
    return found;
}

static struct heap_misuse corner_diagnose(const void *pointer)
{
    const void *corner = (const void *)slab_heap.base;
    struct heap_misuse found = misuse_of(HEAP_DOUBLE_FREE, corner, slab_heap.corner_size);
    found.allocated_at = site_address(slab_heap.corner_site);
    if (slab_heap.corner_size == CORNER_FREE) {
        found.freed_at = site_address(slab_heap.corner_freed_at);
    } else if (!canary_stands(corner, slab_heap.corner_size, CANARY_RUN)) {
        found.kind = HEAP_OVERFLOW;
    } else {
        found.kind = pointer == corner ? HEAP_WRONG_SIZE : HEAP_INTERIOR_FREE;
    }
    return found;
}

/* The run that an address lies in; NULL: the way there is damaged, or it lies behind them all. */
static const struct run *run_around(uintptr_t address)
{
    const struct run *run = run_first();
    while (run_units(run) != 0 && run_units(run) <= slab_heap.span / UNIT) {
        const struct run *after = run_after(run);
        if (address < (uintptr_t)after) {
            return run;
        }
        if ((uintptr_t)after - slab_heap.base >= slab_heap.span) {
            return NULL;
        }
        run = after;
    }
    return NULL;
}

struct heap_misuse slab_diagnose_at(const void *pointer)
{
    uintptr_t offset = (uintptr_t)pointer - slab_heap.base;
    if (offset < CORNER_BYTES) {
        return corner_diagnose(pointer);
    }
    const struct run *run = offset < slab_heap.span ? run_around((uintptr_t)pointer) : NULL;
    if (run == NULL) {
        return misuse_of(HEAP_INVALID_FREE, NULL, 0);
    }
    if (run->head & RUN_SLAB) {
        return slab_diagnose((const struct slab *)run_block(run), pointer);
    }
    if (run->head & RUN_FREE) {
        return free_diagnose(pointer);
    }
    if (run->head & RUN_WAITS) {
        return unused_diagnose(run_block(run), medium_bytes(run_units(run)), pointer);
    }
    return used_diagnose(run_block(run), medium_bytes(run_units(run)), CANARY_RUN, pointer);
}

_Noreturn static void report(struct heap_misuse found, const void *pointer, uint32_t caller)
{
    found.pointer = pointer;
    found.caller = site_address(caller);
    heap_misuse(&found);
}

void slab_diagnose_free(const void *pointer, uint32_t caller)
{
    if (slab_heap.closed != 0) {
        slab_report(HEAP_IN_INTERRUPT, pointer, caller);
    }
    report(slab_diagnose_at(pointer), pointer, caller);
}

void slab_report(enum heap_misuse_kind kind, const void *pointer, uint32_t caller)
{
    struct heap_misuse found = {.kind = kind};
    if (kind != HEAP_IN_INTERRUPT) {
        found = slab_diagnose_at(pointer); /* whose it was */
        found.kind = kind;
    }
    report(found, pointer, caller);
}

void heap_verify(const void *pointer, size_t size)
{
    if (block_has_room(pointer, size) &&
        (canary_stands(pointer, size, CANARY_RUN) || canary_stands(pointer, size, CANARY_SLOT))) {
        return;
    }
    struct heap_misuse found = slab_diagnose_at(pointer);
    found.kind = found.kind == HEAP_DOUBLE_FREE ? HEAP_USE_AFTER_FREE : found.kind;
    report(found, pointer, CALLER());
}
