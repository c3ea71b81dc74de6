/*
 * heap_slab_walk.c: every run and every slot of the slab engine, from the heap's base to its end:
 * the invariants, and the sums.
 */
#include "kernel/core/heap_slab.h"

static const struct heap_misuse sound = {.kind = HEAP_SOUND};

/* Adds a list's slots; false where it leaves the slab, or meets itself. */
static bool map_add(struct slot_map *map, const struct slab *slab, const struct slot *slot)
{
    size_t bytes = slab_slot_bytes(slab);
    const struct slot *before = NULL;
    while (slot != LIST_END) {
        size_t offset = (uintptr_t)slot - (uintptr_t)slab;
        size_t number = offset / bytes;
        if (number >= slab->carved || offset % bytes != 0 || slot_map_has(map, number)) {
            map->astray = before;
            return false;
        }
        map->words[number / 64] |= 1ull << (number % 64);
        map->count++;
        before = slot;
        slot = slot_next(slot);
    }
    return true;
}

bool slot_map_read(struct slot_map *map, const struct slab *slab)
{
    *map = (struct slot_map){.count = 0};
    if (slab->units == 0 || slab->units > SLOT_UNITS_MOST || slab->state > SLAB_FULL ||
        slab->carved * slab_slot_bytes(slab) > SLAB_ROOM) {
        return false;
    }
    const struct slot_class *class = &slab_heap.classes[slab->units];
    return map_add(map, slab, slab->freed) &&
           (class->current != slab || map_add(map, slab, class->ready));
}

size_t size_by_canary(const void *block, size_t room, uint32_t kind)
{
    for (size_t size = room - sizeof(uint32_t) + 1; size-- > 0;) {
        if (canary_stands(block, size, kind)) {
            return size;
        }
    }
    return SIZE_MAX;
}

static struct heap_misuse damage_at(const void *place)
{
    return (struct heap_misuse){.kind = HEAP_DAMAGED, .pointer = place};
}

/* A free slot, or a run that waits, in which somebody has written. */
static struct heap_misuse stale_write_at(const void *block)
{
    struct heap_misuse found = slab_diagnose_at(block);
    found.kind = HEAP_WRITE_AFTER_FREE;
    return found;
}

static struct heap_misuse slab_check(const struct slab *slab)
{
    struct slot_map map;
    size_t bytes = slab_slot_bytes(slab);
    if (!slot_map_read(&map, slab)) {
        return map.astray != NULL ? stale_write_at(map.astray) : damage_at(slab);
    }
    for (size_t number = 0; number < slab->carved; number++) {
        const struct slot *slot = (const struct slot *)(slab->slots + number * bytes);
        if (slot_map_has(&map, number)) {
            if (!slot_is_sound(slot, bytes)) {
                return stale_write_at(slot);
            }
        } else if (size_by_canary(slot, bytes - sizeof(uint32_t), CANARY_SLOT) == SIZE_MAX) {
            return slab_diagnose_at(slot);
        }
    }
    uint32_t used = slab->carved - map.count;
    bool has_room = slab->state == SLAB_CURRENT || slab->state == SLAB_PARTIAL;
    bool counted = has_room ? slab->frees_left >= used : map.count == 0 && slab->frees_left == 1;
    return counted ? sound : damage_at(slab);
}

static struct heap_misuse run_check(const struct run *run)
{
    const void *block = run_block(run);
    size_t room = medium_bytes(run_units(run));
    const struct run *after = run_after(run);
    bool free = (run->head & RUN_FREE) != 0;
    if (run_units(run) < RUN_UNITS_LEAST || free != ((after->head & RUN_BEFORE_FREE) != 0) ||
        (free && (after->head & RUN_FREE))) {
        return damage_at(run);
    }
    if (free) {
        return run_is_sound(run) ? sound : stale_write_at(block);
    }
    if (run->head & RUN_SLAB) {
        return slab_check(block);
    }
    if (run->head & RUN_WAITS) {
        return waiting_is_sound(block, room) ? sound : stale_write_at(block);
    }
    return size_by_canary(block, room, CANARY_RUN) != SIZE_MAX ? sound : slab_diagnose_at(block);
}

static bool run_is_in_heap(const struct run *run)
{
    return run_units(run) <= ((uintptr_t)run_end() - (uintptr_t)run) / UNIT;
}

struct heap_misuse heap_check(void)
{
    const void *corner = (const void *)slab_heap.base;
    if (slab_heap.span == 0) {
        return sound;
    }
    if (slab_heap.corner_size != CORNER_FREE &&
        !canary_stands(corner, slab_heap.corner_size, CANARY_RUN)) {
        return slab_diagnose_at(corner);
    }
    const struct run *run = run_first();
    while (run < run_end()) {
        if (!run_is_in_heap(run)) {
            return damage_at(run);
        }
        struct heap_misuse found = run_check(run);
        if (found.kind != HEAP_SOUND) {
            return found;
        }
        run = run_after(run);
    }
    return run == run_end() ? sound : damage_at(run);
}

static void slab_count(struct heap_stats *stats, const struct slab *slab)
{
    struct slot_map map;
    if (!slot_map_read(&map, slab)) {
        return;
    }
    size_t bytes = slab_slot_bytes(slab);
    size_t used = slab->carved - map.count;
    size_t free = SLAB_ROOM / bytes - used;
    stats->by_class[slab->units].used += used;
    stats->by_class[slab->units].free += free;
    stats->blocks += used;
    stats->used += used * bytes;
    stats->free += free * bytes;
}

void heap_stats_read(struct heap_stats *stats)
{
    *stats = (struct heap_stats){.engine = "slab", .size = slab_heap.span};
    if (slab_heap.span == 0) {
        return;
    }
    stats->classes = SLOT_UNITS_MOST + 1;
    for (uint32_t units = 1; units <= SLOT_UNITS_MOST; units++) {
        stats->by_class[units].bytes = (size_t)units * UNIT;
    }
    bool corner_used = slab_heap.corner_size != CORNER_FREE;
    *(corner_used ? &stats->used : &stats->free) += CORNER_BYTES;
    stats->blocks += corner_used;
    for (const struct run *run = run_first();
         run < run_end() && run_units(run) != 0 && run_is_in_heap(run); run = run_after(run)) {
        size_t bytes = (size_t)run_units(run) * UNIT;
        if (run->head & RUN_SLAB) {
            slab_count(stats, run_block(run));
        } else if (run->head & (RUN_FREE | RUN_WAITS)) {
            stats->free += bytes;
        } else {
            stats->used += bytes;
            stats->blocks++;
        }
    }
    stats->peak = slab_heap.peak_units * UNIT;
    stats->peak = stats->peak > stats->used ? stats->peak : stats->used;
    stats->overhead = stats->size - stats->used - stats->free;
}
