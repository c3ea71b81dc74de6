/*
 * frames_run.c: frames that lie side by side. Contract in frames.h.
 *
 * Called by whoever needs memory that hardware sees as one piece. A candidate is looked at from its
 * end downwards: the first frame that is not free rules out every run that contains it, so the next
 * candidate begins above it, and no word is looked at twice.
 *
 *      looked at       <---------x            x is not free
 *      candidate   |-------------------|
 *      next                      |-------------------|
 *      still to look at                     <--------      what lies before is known to be free
 */
#include "kernel/core/frames_bits.h"

static uint64_t align_up(uint64_t number, uint64_t align)
{
    return (number + align - 1) & ~(align - 1);
}

/* A frame from which on all is free up to `end`: the lowest such, or one at or below `low`. */
static uint64_t free_from(const struct frames *frames, uint64_t low, uint64_t end)
{
    uint64_t from = end;
    while (from > low) {
        uint64_t last = from - 1;
        const struct frames_word *word = &frames->words[last / FRAMES_WORD];
        uint64_t taken = ~(word->usable ^ word->used);
        taken <<= FRAMES_WORD - 1 - last % FRAMES_WORD; /* the highest bit is now that of `last` */
        if (taken != 0) {
            return from - (uint64_t)__builtin_clzll(taken);
        }
        from = last / FRAMES_WORD * FRAMES_WORD;
    }
    return from;
}

struct wish {
    uint64_t count;
    uint64_t align;
};

/* The lowest run within [from, to); false if there is none. */
static bool run_search(const struct frames *frames, struct wish wish, uint64_t from, uint64_t to,
                       uint64_t *run)
{
    uint64_t start = align_up(from, wish.align);
    uint64_t unknown = start; /* from the start to here all is free */
    while (start + wish.count <= to) {
        uint64_t end = start + wish.count;
        uint64_t free = free_from(frames, unknown, end);
        if (free <= unknown) {
            *run = start;
            return true;
        }
        start = align_up(free, wish.align);
        unknown = start > end ? start : end;
    }
    return false;
}

/* Where the free frames at the end of opened memory begin, or so low that there are enough. */
static uint64_t tail_begin(const struct frames *frames, struct wish wish)
{
    uint64_t enough = wish.count + wish.align + FRAMES_BLOCK;
    uint64_t low = frames->opened > enough ? frames->opened - enough : 0;
    return free_from(frames, low, frames->opened);
}

/* Opens blocks until those free frames hold the run. */
static bool run_open(struct frames *frames, struct wish wish, uint64_t *run)
{
    uint64_t low = tail_begin(frames, wish);
    while (align_up(low, wish.align) + wish.count > frames->opened) {
        uint64_t before = frames->opened;
        if (!frames_open(frames)) {
            return false;
        }
        uint64_t free = free_from(frames, before, frames->opened);
        low = free > before ? free : low;
    }
    *run = align_up(low, wish.align);
    return true;
}

enum frames_error frames_alloc_run(struct frames *frames, uint64_t count, uint64_t align,
                                   phys_t *run)
{
    struct wish wish = {count, align};
    if (count == 0 || align == 0 || (align & (align - 1)) != 0) {
        return FRAMES_MISALIGNED;
    }
    if (count > frames_free_count(frames) || align > FRAMES_LIMIT) {
        return FRAMES_NONE;
    }
    uint64_t near = frames->run_hint + count + align + FRAMES_BLOCK;
    near = near < frames->opened ? near : frames->opened;
    uint64_t first;
    if (!run_search(frames, wish, frames->run_hint, near, &first) &&
        !run_open(frames, wish, &first) && !run_search(frames, wish, 0, frames->opened, &first)) {
        return FRAMES_NONE;
    }
    frames_mark_used(frames, first, first + count);
    *run = phys(first << PAGE_SHIFT);
    return FRAMES_OK;
}

enum frames_error frames_free_run(struct frames *frames, phys_t run, uint64_t count)
{
    uint64_t first = run.value >> PAGE_SHIFT;
    if (run.value % PAGE_BYTES != 0 || count == 0) {
        return FRAMES_MISALIGNED;
    }
    if (first >= frames->opened || count > frames->opened - first) {
        return FRAMES_NOT_USED;
    }
    for (uint64_t word = first / FRAMES_WORD; word * FRAMES_WORD < first + count; word++) {
        uint64_t mask = frames_mask(word, first, first + count);
        if ((frames->words[word].used & mask) != mask) {
            bool usable = (frames->words[word].usable & mask) == mask;
            return usable ? FRAMES_NOT_USED : FRAMES_NOT_USABLE;
        }
    }
    frames_mark_free(frames, first, first + count);
    frames->run_hint = first;
    return FRAMES_OK;
}
