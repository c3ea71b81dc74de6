/*
 * frames_tell.c: what there is to say about frames: why not, how many, and which. Contract in
 * frames.h.
 *
 * Called on the way to a report; nothing here is in a hurry.
 */
#include "kernel/core/frames.h"

const char *frames_error_text(enum frames_error error)
{
    switch (error) {
    case FRAMES_OK:
        return "no error";
    case FRAMES_NONE:
        return "no frame is free";
    case FRAMES_MISALIGNED:
        return "not the address of a frame";
    case FRAMES_NOT_USABLE:
        return "no memory that could be handed out";
    case FRAMES_NOT_USED:
        return "freed twice, or never handed out";
    case FRAMES_FRAME_ZERO:
        return "frame 0 belongs to nobody";
    case FRAMES_KNOWN:
        return "added twice";
    case FRAMES_TOO_MANY:
        return "more ranges than there is room for";
    case FRAMES_OUT_OF_REACH:
        return "beyond 4 TiB";
    case FRAMES_LEAKED:
        return "more frames are used than before";
    }
    return "unknown error";
}

/* The state of frame `number`, and how far at least it holds; false above all memory. */
static bool state_at(const struct frames *frames, uint64_t number, enum frames_state *state,
                     uint64_t *until)
{
    if (number < frames->opened) {
        const struct frames_word *word = &frames->words[number / FRAMES_WORD];
        uint64_t bit = number % FRAMES_WORD;
        bool usable = word->usable >> bit & 1;
        bool used = word->used >> bit & 1;
        *state = used ? FRAMES_USED : usable ? FRAMES_FREE : FRAMES_ABSENT;
        /* A bit is set where a frame differs from this one. */
        uint64_t other =
            (usable ? ~word->usable : word->usable) | (used ? ~word->used : word->used);
        other >>= bit;
        *until = number + (other != 0 ? (uint64_t)__builtin_ctzll(other) : FRAMES_WORD - bit);
        return true;
    }
    for (uint32_t i = frames->untouched_begin; i < frames->untouched_end; i++) {
        const struct frames_range *range = &frames->untouched[i];
        if (number < range->end) {
            *state = number < range->first ? FRAMES_ABSENT : FRAMES_FREE;
            *until = number < range->first ? range->first : range->end;
            return true;
        }
    }
    return false;
}

bool frames_next(const struct frames *frames, phys_t from, struct frames_extent *extent)
{
    uint64_t number = from.value >> PAGE_SHIFT;
    enum frames_state state;
    uint64_t until;
    if (!state_at(frames, number, &extent->state, &until)) {
        return false;
    }
    uint64_t end = until;
    while (state_at(frames, end, &state, &until) && state == extent->state) {
        end = until;
    }
    extent->base = phys(number << PAGE_SHIFT);
    extent->end = phys(end << PAGE_SHIFT);
    return true;
}

enum frames_error frames_refusal(const struct frames *frames, phys_t frame)
{
    enum frames_state state;
    uint64_t until;
    if (frame.value % PAGE_BYTES != 0) {
        return FRAMES_MISALIGNED;
    }
    if (!state_at(frames, frame.value >> PAGE_SHIFT, &state, &until) || state == FRAMES_ABSENT) {
        return FRAMES_NOT_USABLE;
    }
    return state == FRAMES_USED ? FRAMES_OK : FRAMES_NOT_USED;
}

enum frames_error frames_check(const struct frames *frames, uint64_t used_before)
{
    return frames_used_count(frames) > used_before ? FRAMES_LEAKED : FRAMES_OK;
}
