/*
 * frames_bits.h: what the files of the frames share: the tree, and the bits of many frames at once.
 *
 * Called by frames.c and frames_run.c; not for others.
 */
#ifndef KERNEL_CORE_FRAMES_BITS_H
#define KERNEL_CORE_FRAMES_BITS_H

#include "kernel/core/frames.h"

/* The bits that [first, end) has in a word, of which some of its frames are. */
static inline uint64_t frames_mask(uint64_t word, uint64_t first, uint64_t end)
{
    uint64_t base = word * FRAMES_WORD;
    uint64_t below = first > base ? first - base : 0;
    uint64_t above = end < base + FRAMES_WORD ? base + FRAMES_WORD - end : 0;
    return ~0ull << below & ~0ull >> above;
}

/* The frames of [first, end), all usable, become used, or free again. */
void frames_mark_used(struct frames *frames, uint64_t first, uint64_t end);
void frames_mark_free(struct frames *frames, uint64_t first, uint64_t end);

/* Opens the next block; false if all memory is open, or nothing is left for its bits. */
bool frames_open(struct frames *frames);

#endif
