/*
 * heap_slab_runs.c: the slab engine's runs of units: best fit at once, merged at once.
 *
 * Called by the engine's other files. All memory behind the corner block is runs, one after the
 * other: allocated or free, and never two free ones side by side. A free run is in the bin of its
 * length. Below 128 units there is a bin for each length, so the first run of the first bin that is
 * not empty fits best; above, 32 for each power of two. Two levels of bitmap find that bin in two
 * steps. The free run that reaches the heap's end, the tail, is in no bin: it is cut where no other
 * run fits, so it stays long, and growth makes it longer.
 *
 *      | head site | block ...          canary ..| head site | next prev poison ... units | head
 *      +-----------+-----------------------------+-----------+----------------------------+-----
 *       run, allocated                            run, free (at least 2 units)
 */
#include "kernel/core/heap_slab.h"

enum {
    EXACT_SHIFT = 7,    /* log2 of EXACT_BINS */
    DOUBLING_SHIFT = 5, /* log2 of BINS_A_DOUBLING */
    WORD_SHIFT = 6,
    WORD_MASK = 63,
    GROW_SHIFT = 8, /* the heap grows by a 256th at least */
};

/* Where a free run's length stands. */
static inline note_t *length_of(const struct run *run, uint32_t units)
{
    return note_at(run, (ptrdiff_t)units * UNIT - (ptrdiff_t)offsetof(struct run, next));
}

static inline struct run *run_behind(const struct run *run, uint32_t units)
{
    return (struct run *)((uintptr_t)run + (size_t)units * UNIT);
}

/* The run before another, which is free, and its length. */
static inline struct run *run_before(const struct run *run, uint32_t *units)
{
    *units = *note_at(run, -(ptrdiff_t)(2 * sizeof(uint32_t)));
    return (struct run *)((uintptr_t)run - (size_t)*units * UNIT);
}

static inline uint32_t bin_of(uint32_t units)
{
    if (units < EXACT_BINS) {
        return units;
    }
    uint32_t log = WORD_MASK / 2 - (uint32_t)__builtin_clz(units);
    return EXACT_BINS + ((log - EXACT_SHIFT - 1) << DOUBLING_SHIFT) +
           (units >> (log - DOUBLING_SHIFT));
}

static inline void prev_set(struct run *run, struct run **prev)
{
    run->prev = prev;
    run->guard = (uintptr_t)prev ^ POISON;
}

static inline void bin_insert(struct run *run, uint32_t units)
{
    uint32_t bin = bin_of(units);
    struct run **head = &slab_heap.bins[bin];
    struct run *first = *head;
    run->next = first;
    prev_set(run, head);
    *head = run;
    if (first != RUN_NONE) {
        prev_set(first, &run->next);
    } else {
        slab_heap.bin_map[bin >> WORD_SHIFT] |= 1ull << (bin & WORD_MASK);
        slab_heap.bin_words |= 1ull << (bin >> WORD_SHIFT);
    }
}

static inline void bin_emptied(size_t bin)
{
    uint64_t *word = &slab_heap.bin_map[bin >> WORD_SHIFT];
    *word &= ~(1ull << (bin & WORD_MASK));
    if (*word == 0) {
        slab_heap.bin_words &= ~(1ull << (bin >> WORD_SHIFT));
    }
}

/* The notes of a free run lie where a stale pointer may have written, so none is believed that
 * another one does not confirm. */
static inline bool notes_are_sound(const struct run *run, uint32_t units)
{
    const struct run *next = run->next;
    return run->guard == ((uintptr_t)run->prev ^ POISON) && *length_of(run, units) == units &&
           (next == RUN_NONE ||
            ((uintptr_t)next - slab_heap.base < slab_heap.span && next->prev == &run->next));
}

/* Takes a free run out of its bin. The tail is in none; true: it was the tail. */
static inline bool bin_remove(struct run *run, uint32_t units)
{
    struct run *next = run->next;
    struct run **prev = run->prev;
    if (RARE(!notes_are_sound(run, units))) {
        slab_report(HEAP_WRITE_AFTER_FREE, run_block(run), 0);
    }
    if (prev == &slab_heap.tail) {
        return true;
    }
    *prev = next;
    if (next != RUN_NONE) {
        prev_set(next, prev);
        return false;
    }
    size_t bin = ((uintptr_t)prev - (uintptr_t)slab_heap.bins) / sizeof(uintptr_t);
    if (bin < BINS) { /* else another run's `next` pointed to it */
        bin_emptied(bin);
    }
    return false;
}

/* The notes of a free run; its neighbours are not touched. */
static inline void run_set_free(struct run *run, uint32_t units, bool tail)
{
    run->head = units << RUN_SHIFT | RUN_FREE;
    *length_of(run, units) = units;
    if (tail) {
        run->next = RUN_NONE;
        prev_set(run, &slab_heap.tail);
        slab_heap.tail = run;
    } else {
        bin_insert(run, units);
    }
}

/* A free run that holds so many units: of the best fitting bin, looked for in the request's own
 * first, where those of an inexact bin may be shorter. NULL: none. */
static inline struct run *run_find(uint32_t units)
{
    uint32_t bin = bin_of(units);
    if (bin >= EXACT_BINS) {
        struct run *first = slab_heap.bins[bin];
        if (first != RUN_NONE && run_units(first) >= units) {
            return first;
        }
        bin++;
    }
    uint32_t word = bin >> WORD_SHIFT;
    uint64_t found = slab_heap.bin_map[word] >> (bin & WORD_MASK);
    if (found != 0) {
        return slab_heap.bins[bin + (uint32_t)__builtin_ctzll(found)];
    }
    uint64_t words = slab_heap.bin_words >> word >> 1;
    if (RARE(words == 0)) {
        return NULL;
    }
    word += 1 + (uint32_t)__builtin_ctzll(words);
    return slab_heap
        .bins[(word << WORD_SHIFT) + (uint32_t)__builtin_ctzll(slab_heap.bin_map[word])];
}

static struct run *end_set(void)
{
    struct run *end = run_end();
    end->head = 0;
    end->site = 0;
    return end;
}

void runs_start(size_t bytes)
{
    slab_heap.span = bytes;
    for (uint32_t bin = 0; bin < BINS; bin++) {
        slab_heap.bins[bin] = RUN_NONE;
    }
    slab_heap.tail = RUN_NONE;
    struct run *run = run_first();
    run->site = 0;
    run->allocated_at = 0;
    run_set_free(run, (uint32_t)((bytes - CORNER_BYTES) >> UNIT_SHIFT), true);
    end_set()->head |= RUN_BEFORE_FREE;
}

/* The free run that ends where the heap does, and its length; or the end itself, which has none.
 * Its notes are believed only as in bin_remove. */
static struct run *last_free(uint32_t *units)
{
    struct run *end = run_end();
    struct run *last = slab_heap.tail;
    *units = 0;
    if (last != RUN_NONE) {
        *units = run_units(last);
    } else if (end->head & RUN_BEFORE_FREE) {
        last = run_before(end, units);
    } else {
        return end;
    }
    if (RARE(!notes_are_sound(last, *units))) {
        slab_report(HEAP_WRITE_AFTER_FREE, run_block(last), 0);
    }
    return last;
}

/* More pages at the end, for a tail of so many units. */
static bool runs_grow(uint32_t units)
{
    uint32_t have;
    struct run *last = last_free(&have);
    size_t bytes = units > have ? (size_t)(units - have) << UNIT_SHIFT : 0;
    if (bytes < slab_heap.span >> GROW_SHIFT) {
        bytes = slab_heap.span >> GROW_SHIFT;
    }
    size_t pages = (bytes + HEAP_PAGE_BYTES - 1) / HEAP_PAGE_BYTES;
    bytes = pages * HEAP_PAGE_BYTES;
    if (slab_heap.source.grow == NULL || (slab_heap.span + bytes) >> UNIT_SHIFT > RUN_UNITS_MOST ||
        !slab_heap.source.grow(slab_heap.source.context, pages)) {
        slab_heap.frugal = true;
        slab_heap.waiting_most = 0;
        return false;
    }
    if (have != 0 && last != slab_heap.tail) {
        bin_remove(last, have);
    }
    slab_heap.span += bytes;
    limits_set();
    run_set_free(last, have + (uint32_t)(bytes >> UNIT_SHIFT), true);
    end_set()->head |= RUN_BEFORE_FREE;
    return true;
}

/* A free run of so many units: the tail, with more memory where need be, if no other one fits. */
static inline struct run *run_find_or_grow(uint32_t units)
{
    struct run *run = run_find(units);
    if (run == NULL) {
        run = slab_heap.tail;
        if (RARE(run == RUN_NONE || run_units(run) < units)) {
            run = runs_grow(units) ? slab_heap.tail : NULL;
        }
    }
    return run;
}

/* Cuts so many units from a free run of `have` that is in no bin any more. */
static inline void run_cut(struct run *run, uint32_t units, uint32_t have, bool tail, uint32_t site)
{
    uint32_t more = have - units;
    if (more >= RUN_UNITS_LEAST) {
        struct run *rest = run_behind(run, units);
        rest->site = run->site;
        run_set_free(rest, more, tail);
    } else {
        units = have;
        run_behind(run, have)->head &= ~RUN_BEFORE_FREE;
        if (tail) {
            slab_heap.tail = RUN_NONE;
        }
    }
    run->head = units << RUN_SHIFT;
    run->site = site;
    slab_heap.used_units += units;
}

/* The units before a run's first aligned block, which can be a run of their own. */
static inline uint32_t units_before_aligned(const struct run *run, size_t align)
{
    size_t bytes = -(uintptr_t)run_block(run) & (align - 1);
    if (bytes != 0 && bytes >> UNIT_SHIFT < RUN_UNITS_LEAST) {
        bytes += align; /* two units at least */
    }
    return (uint32_t)(bytes >> UNIT_SHIFT);
}

/* At any multiple of an alignment above the unit. */
static inline __attribute__((always_inline)) struct run *run_take(size_t units, size_t align,
                                                                  uint32_t site)
{
    /* Wherever an aligned block falls in it, there is room for a free run before it. */
    size_t most = units + (align >> UNIT_SHIFT) + RUN_UNITS_LEAST;
    struct run *run = most <= RUN_UNITS_MOST / 2 ? run_find_or_grow((uint32_t)most) : NULL;
    if (run == NULL) {
        return NULL;
    }
    uint32_t have = run_units(run);
    bool tail = bin_remove(run, have);
    uint32_t before = units_before_aligned(run, align);
    if (before == 0) {
        run_cut(run, (uint32_t)units, have, tail, site);
        return run;
    }
    struct run *aligned = run_behind(run, before);
    aligned->site = run->site;
    run_cut(aligned, (uint32_t)units, have - before, tail, site);
    aligned->head |= RUN_BEFORE_FREE;
    run_set_free(run, before, false);
    return aligned;
}

struct run *run_take_slab(uint32_t site)
{
    struct run *run = run_take(SLAB_BYTES / UNIT, SLAB_BYTES, site);
    if (slab_heap.used_units > slab_heap.peak_units) {
        slab_heap.peak_units = slab_heap.used_units;
    }
    if (run != NULL) {
        run->head |= RUN_SLAB;
    }
    return run;
}

void *run_alloc(size_t size, size_t units, uint32_t site)
{
    struct run *run = run_find_or_grow((uint32_t)units);
    if (RARE(run == NULL)) {
        return run_alloc_trimmed(size, units, site);
    }
    uint32_t have = run_units(run);
    run_cut(run, (uint32_t)units, have, bin_remove(run, have), site);
    canary_write(run_block(run), size, CANARY_RUN);
    return run_block(run);
}

void *run_alloc_aligned(size_t size, size_t align, uint32_t site)
{
    size_t units = run_units_for(size);
    if (size > SIZE_MAX / 2 || align > SIZE_MAX / 2) {
        return NULL;
    }
    struct run *run = run_take(units < RUN_UNITS_LEAST ? RUN_UNITS_LEAST : units, align, site);
    if (run == NULL) {
        return NULL;
    }
    canary_write(run_block(run), size, CANARY_RUN);
    return run_block(run);
}

void run_give(struct run *run, uint32_t site)
{
    uint32_t units = run_units(run);
    bool tail = false;
    slab_heap.used_units -= units;
    run->allocated_at = run->site;
    run->site = site;
    struct run *after = run_behind(run, units);
    if (after->head & RUN_FREE) {
        uint32_t more = run_units(after);
        tail = bin_remove(after, more);
        units += more;
    } else {
        after->head |= RUN_BEFORE_FREE;
    }
    if (run->head & RUN_BEFORE_FREE) {
        uint32_t more;
        run->head |= RUN_FREE; /* for whoever frees it once more */
        run = run_before(run, &more);
        bin_remove(run, more);
        units += more;
    }
    run_set_free(run, units, tail);
}

bool run_is_sound(const struct run *run)
{
    uint32_t units = run_units(run);
    bool found = false;
    const struct run *at = run == slab_heap.tail ? run : slab_heap.bins[bin_of(units)];
    for (; at != RUN_NONE && !found; at = at->next) {
        found = at == run;
        if (!notes_are_sound(at, run_units(at))) {
            return false;
        }
    }
    return found;
}
