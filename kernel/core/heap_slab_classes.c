/*
 * heap_slab_classes.c: slabs: where slots come from when none is ready, and where they go when
 * something about their slab changes.
 *
 * Called by heap_slab.c, off its fast paths. Each class has one current slab. Its free slots are in
 * two lists: those that are ready to be handed out, and those that came back since; the former
 * count as used, so a slab needs a counter only for what comes back. When nothing is ready, the
 * list of what came back takes the place of the other.
 *
 *     new -> current -> full -> partial -> current again, or empty and given back
 */
#include "kernel/core/heap_slab.h"

enum {
    CARVE_SLOTS = 4,   /* untouched slots are made ready so many at a time */
    SINGLES_MOST = 2,  /* so many blocks of a class are single runs before it gets a slab; */
    SINGLES_SHARE = 4, /* in a frugal heap as many as would leave only this part of it free */
};

#define BY_2(n)  n, n
#define BY_4(n)  BY_2(n), BY_2(n)
#define BY_8(n)  BY_4(n), BY_4(n)
#define BY_2S(n) BY_2((n) + 2), BY_2((n) + 4), BY_2((n) + 6), BY_2((n) + 8)
#define BY_4S(n) BY_4((n) + 4), BY_4((n) + 8), BY_4((n) + 12), BY_4((n) + 16)
#define BY_8S(n) BY_8((n) + 8), BY_8((n) + 16), BY_8((n) + 24), BY_8((n) + 32)
const uint8_t medium_units[CLASSES] = {
    0,  1,         2,         3,         4,         5,         6,         7,
    8,  9,         10,        11,        12,        13,        14,        15,
    16, BY_2S(16), BY_2S(24), BY_4S(32), BY_4S(48), BY_8S(64), BY_8S(96), BY_8(136)};

void classes_start(void)
{
    for (uint32_t units = 0; units < CLASSES; units++) {
        slab_heap.classes[units].ready = LIST_END;
    }
}

static uint32_t slots_in_slab(size_t units)
{
    return (uint32_t)(SLAB_ROOM / UNIT / units);
}

/* To the end of the queue: slabs at its front have had the most time to collect free slots. */
static void partial_append(struct slab *slab)
{
    struct partial_queue *queue = &slab_heap.partial[slab->units];
    slab->state = SLAB_PARTIAL;
    slab->prev = queue->last;
    slab->next = NULL;
    if (queue->last != NULL) {
        queue->last->next = slab;
    } else {
        queue->first = slab;
    }
    queue->last = slab;
}

static void partial_remove(struct slab *slab)
{
    struct partial_queue *queue = &slab_heap.partial[slab->units];
    if (slab->prev != NULL) {
        slab->prev->next = slab->next;
    } else {
        queue->first = slab->next;
    }
    if (slab->next != NULL) {
        slab->next->prev = slab->prev;
    } else {
        queue->last = slab->prev;
    }
}

static void slab_give(struct slab *slab)
{
    struct run *run = run_of(slab);
    run->head &= ~RUN_SLAB;
    run_give(run, 0);
}

/* A slab's counter has come to 0. */
void slab_event(struct slab *slab)
{
    if (slab->state == SLAB_FULL) {
        slab->frees_left = slab->carved - 1u; /* the one slot that has come back has been counted */
        partial_append(slab);
    } else if (slab->state == SLAB_PARTIAL) {
        /* Nobody uses it. It stays where the next allocation would need a new one. */
        bool needed = slab->next == NULL && slab->prev == NULL &&
                      slab_heap.classes[slab->units].ready == LIST_END;
        if (!needed) {
            partial_remove(slab);
            slab_give(slab);
        }
    }
}

/* Has every slot of the class's current slab come back, or not been handed out? */
static bool current_is_unused(const struct slot_class *class)
{
    uint32_t ready = 0;
    const struct slot *slot = class->ready;
    for (; slot != LIST_END && ready < SLAB_ROOM / UNIT; ready++) {
        slot = slot_next(slot);
    }
    return class->current->frees_left == ready;
}

/* Out of memory: what is held for later goes back. Returns false where nothing was held. */
static bool slabs_trim(void)
{
    bool found = false;
    for (uint32_t units = 1; units <= SLOT_UNITS_MOST; units++) {
        struct slot_class *class = &slab_heap.classes[units];
        struct slab *slab = slab_heap.partial[units].first;
        if (slab != NULL && slab->frees_left == 0) {
            partial_remove(slab);
            slab_give(slab);
            found = true;
        }
        if (class->current != NULL && current_is_unused(class)) {
            slab_give(class->current);
            *class = (struct slot_class){LIST_END, NULL};
            found = true;
        }
    }
    return found;
}

/* Makes some slots ready that nobody has used yet. */
static void slab_carve(struct slot_class *class, struct slab *slab, size_t bytes, uint32_t slots)
{
    uint32_t first = slab->carved;
    uint32_t last = first + CARVE_SLOTS;
    last = last < slots ? last : slots;
    slab->frees_left += last - first;
    slab->carved = (uint16_t)last;
    struct slot *next = LIST_END;
    uint8_t *at = slab->slots + last * bytes;
    for (uint32_t left = last - first; left > 0; left--) {
        at -= bytes;
        struct slot *slot = (struct slot *)at;
        slot_mark_free(slot, bytes, 0);
        slot_link(slot, next);
        *note_at(slot, -4) = 0;
        next = slot;
    }
    class->ready = next;
}

/* A new slab for the class, whose first slot is the block; NULL: no memory. */
static void *slab_alloc(struct slot_class *class, size_t bytes, size_t size, uint32_t site)
{
    struct run *run = run_take_slab(site);
    if (run == NULL) {
        return NULL;
    }
    struct slab *slab = run_block(run);
    slab->freed = LIST_END;
    slab->frees_left = 1;
    slab->carved = 1;
    slab->units = (uint8_t)(bytes / UNIT);
    slab->state = SLAB_CURRENT;
    class->current = slab;
    canary_write(slab, size, CANARY_SLOT); /* `site` is in the run's head, just before it */
    return slab;
}

/* Is the class so large that it gets a slab? */
static bool slab_is_due(size_t units, uint32_t slots)
{
    uint32_t most = slab_heap.frugal ? slots - slots / SINGLES_SHARE : SINGLES_MOST;
    return slab_heap.singles[units] >= most;
}

/* What came back to the current slab becomes ready. */
static void class_swap(struct slot_class *class, struct slab *slab)
{
    class->ready = slab->freed;
    slab->freed = LIST_END;
    slab->frees_left = slab->carved;
}

/* Makes slots ready when none came back to the current slab; false: it takes a new one. */
static bool class_refill(struct slot_class *class, size_t bytes, uint32_t slots)
{
    struct slab *slab = class->current;
    if (slab != NULL && slab->carved < slots) {
        slab_carve(class, slab, bytes, slots);
        return true;
    }
    if (slab != NULL) {
        slab->state = SLAB_FULL;
        slab->frees_left = 1;
    }
    slab = slab_heap.partial[bytes / UNIT].first;
    class->current = slab;
    if (slab == NULL) {
        return false;
    }
    partial_remove(slab);
    slab->state = SLAB_CURRENT;
    class_swap(class, slab);
    return true;
}

static void *corner_alloc(size_t size, uint32_t site)
{
    void *corner = (void *)slab_heap.base;
    slab_heap.corner_size = (uint32_t)size;
    slab_heap.corner_site = site;
    canary_write(corner, size, CANARY_RUN);
    return corner;
}

/* The runs of one class that wait are given back after all. */
static bool class_give(size_t units)
{
    struct slot_class *class = &slab_heap.classes[units];
    bool found = class->ready != LIST_END;
    while (class->ready != LIST_END) {
        struct slot *slot = class->ready;
        if (!waiting_is_sound(slot, medium_bytes(units))) {
            slab_report(HEAP_WRITE_AFTER_FREE, slot, 0);
        }
        class->ready = slot_next(slot);
        struct run *run = run_of(slot);
        run->head &= ~RUN_WAITS;
        slab_heap.waiting_units -= run_units(run);
        run_give(run, *note_at(slot, (ptrdiff_t)medium_bytes(units) - 8));
    }
    return found;
}

static bool memory_trim(void)
{
    bool found = slabs_trim();
    for (size_t units = SLOT_UNITS_MOST + 1; units < CLASSES; units++) {
        found |= class_give(units);
    }
    return found;
}

/* The last resort of run_alloc. Nothing is held for later afterwards, so this comes once. */
void *run_alloc_trimmed(size_t size, size_t units, uint32_t site)
{
    return memory_trim() ? run_alloc(size, units, site) : NULL;
}

/* A small block in a run of its own, since its class shall have no slab yet, or can have none. */
static void *single_alloc(size_t size, uint32_t site)
{
    size_t units = run_units_for(size);
    void *block = run_alloc(size, units < RUN_UNITS_LEAST ? RUN_UNITS_LEAST : units, site);
    slab_heap.singles[slot_bytes_for(size) / UNIT] += block != NULL;
    return block;
}

/* The first slot of a class that has some ready, if nobody has written in it. */
static inline void *ready_take(struct slot_class *class, size_t bytes, size_t size, uint32_t site)
{
    struct slot *slot = class->ready;
    if (RARE(!slot_is_sound(slot, bytes))) {
        slab_report(HEAP_WRITE_AFTER_FREE, slot, site);
    }
    return slot_take(slot, bytes, size, CANARY_SLOT, site);
}

/* Nothing is ready, and nothing came back to the current slab. */
static __attribute__((noinline)) void *small_alloc_new(size_t size, uint32_t site)
{
    size_t bytes = slot_bytes_for(size);
    struct slot_class *class = class_of(bytes);
    if (size <= CORNER_MOST && slab_heap.corner_size == CORNER_FREE) {
        return corner_alloc(size, site);
    }
    uint32_t slots = slots_in_slab(bytes / UNIT);
    if (class_refill(class, bytes, slots)) {
        return ready_take(class, bytes, size, site);
    }
    void *block = slab_is_due(bytes / UNIT, slots) ? slab_alloc(class, bytes, size, site) : NULL;
    return block != NULL ? block : single_alloc(size, site);
}

void *small_alloc_rare(size_t size, uint32_t site)
{
    size_t bytes = slot_bytes_for(size);
    struct slot_class *class = class_of(bytes);
    if (class->ready == LIST_END) {
        struct slab *slab = class->current;
        if (slab == NULL || slab->freed == LIST_END) {
            return small_alloc_new(size, site);
        }
        class_swap(class, slab);
    }
    return ready_take(class, bytes, size, site);
}

static void *over_aligned_alloc(size_t size, size_t align, uint32_t site)
{
    void *block = run_alloc_aligned(size, align, site);
    if (RARE(block == NULL) && memory_trim()) {
        block = run_alloc_aligned(size, align, site);
    }
    if (size <= SMALL_MOST) {
        slab_heap.singles[slot_bytes_for(size) / UNIT] += block != NULL;
    }
    return block;
}

void *block_alloc_rare(size_t size, size_t align, uint32_t site)
{
    if (RARE(slab_heap.reach == 0)) {
        if (slab_heap.closed != 0) {
            slab_report(HEAP_IN_INTERRUPT, NULL, site);
        }
        return NULL; /* no heap yet */
    }
    if (RARE(align > UNIT)) {
        return over_aligned_alloc(size, align, site);
    }
    if (size <= SMALL_MOST) {
        return small_alloc_rare(size, site);
    }
    size_t units = run_units_for(size);
    if (size <= MEDIUM_MOST) {
        units = medium_units[units];
        struct slot *waiting = class_of(units * UNIT)->ready;
        if (RARE(waiting != LIST_END)) {
            slab_report(HEAP_WRITE_AFTER_FREE, waiting, site);
        }
    } else if (RARE(size > (size_t)RUN_UNITS_MOST / 2 * UNIT)) {
        return NULL;
    }
    return run_alloc(size, units, site);
}

static void corner_free(void *block, size_t size, uint32_t site)
{
    canary_write(block, size, 0);
    slab_heap.corner_size = CORNER_FREE;
    slab_heap.corner_freed_at = site;
}

/* Whatever is not a small block in a slot. */
void block_free_rare(void *block, size_t size, uint32_t site)
{
    if (block == NULL) {
        return;
    }
    if (slab_heap.closed != 0 || !block_has_room(block, size)) {
        slab_diagnose_free(block, site);
    }
    if ((uintptr_t)block == slab_heap.base && slab_heap.corner_size == size &&
        canary_stands(block, size, CANARY_RUN)) {
        corner_free(block, size, site);
    } else if (size <= SMALL_MOST && canary_stands(block, size, CANARY_SLOT)) {
        slot_give(block, slot_bytes_for(size), site);
    } else if (canary_stands(block, size, CANARY_RUN)) {
        canary_write(block, size, 0);
        if (size <= SMALL_MOST) {
            slab_heap.singles[slot_bytes_for(size) / UNIT]--;
        }
        run_give(run_of(block), site);
    } else {
        slab_diagnose_free(block, site);
    }
}
