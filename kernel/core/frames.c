/*
 * frames.c: adds memory, opens it block by block, and keeps the tree. Contract in frames.h.
 *
 * Called by kernel/mem/frame.c. A bit of the tree is set where the word below has a free frame,
 * with one exception: the current word's bit stays set when its last frame goes, until word_next
 * comes by. So alloc touches the tree once in 64 frames, and free only where a
 * word had no free frame.
 */
#include "kernel/core/frames.h"

#include "common/string.h"
#include "kernel/core/frames_bits.h"

void frames_start(struct frames *frames, struct frames_window *window,
                  bool (*page_make)(struct frames *frames, void *page))
{
    memset(frames, 0, offsetof(struct frames, untouched)); /* none of which counts */
    frames->word = &frames->no_word;
    frames->mark = -1;
    frames->below = -1;
    frames->words = window->words;
    frames->some[0] = window->some_0;
    frames->some[1] = window->some_1;
    frames->some[2] = frames->some_2;
    frames->some[3] = &frames->root;
    frames->page_make = page_make;
}

/* --- the tree --------------------------------------------------------------------------------- */

static void word_offer(struct frames *frames, uint64_t word)
{
    for (uint32_t level = 0; level < FRAMES_LEVELS; level++) {
        uint64_t *some = &frames->some[level][word / FRAMES_WORD];
        uint64_t before = *some;
        *some |= 1ull << word % FRAMES_WORD;
        if (before != 0) {
            return; /* those above know */
        }
        word /= FRAMES_WORD;
    }
}

static void word_withdraw(struct frames *frames, uint64_t word)
{
    for (uint32_t level = 0; level < FRAMES_LEVELS; level++) {
        uint64_t *some = &frames->some[level][word / FRAMES_WORD];
        *some &= ~(1ull << word % FRAMES_WORD);
        if (*some != 0) {
            return;
        }
        word /= FRAMES_WORD;
    }
}

void frames_freed(struct frames *frames, const struct frames_word *word)
{
    if (frames->below < 0) {
        /* There never were so many as before this one was freed. */
        frames->mark -= frames->below;
        frames->below = 0;
    }
    word_offer(frames, (uint64_t)(word - frames->words));
}

/* Makes the lowest word with a free frame the current one. */
static bool word_next(struct frames *frames)
{
    if (frames->word != &frames->no_word) {
        word_withdraw(frames, (uint64_t)(frames->word - frames->words));
    }
    while (frames->root == 0) {
        if (!frames_open(frames)) {
            return false;
        }
    }
    uint64_t word = 0;
    for (uint32_t level = FRAMES_LEVELS; level-- > 0;) {
        uint64_t some = frames->some[level][word];
        word = word * FRAMES_WORD + (uint64_t)__builtin_ctzll(some);
    }
    frames->word = &frames->words[word];
    frames->word_phys = word * FRAMES_WORD << PAGE_SHIFT;
    return true;
}

phys_t frames_alloc_next(struct frames *frames)
{
    /* The next word has a free frame, so frames_alloc does not come back here. */
    return word_next(frames) ? frames_alloc(frames) : phys(0);
}

/* --- many frames at once ---------------------------------------------------------------------- */

static void mark_usable(struct frames *frames, uint64_t first, uint64_t end)
{
    for (uint64_t word = first / FRAMES_WORD; word * FRAMES_WORD < end; word++) {
        frames->words[word].usable |= frames_mask(word, first, end);
        word_offer(frames, word);
    }
}

void frames_mark_used(struct frames *frames, uint64_t first, uint64_t end)
{
    for (uint64_t word = first / FRAMES_WORD; word * FRAMES_WORD < end; word++) {
        struct frames_word *bits = &frames->words[word];
        bits->used |= frames_mask(word, first, end);
        if (bits->used == bits->usable) {
            word_withdraw(frames, word);
        }
    }
    frames->below -= (int64_t)(end - first);
}

void frames_mark_free(struct frames *frames, uint64_t first, uint64_t end)
{
    uint64_t used = frames_used_count(frames);
    for (uint64_t word = first / FRAMES_WORD; word * FRAMES_WORD < end; word++) {
        frames->words[word].used &= ~frames_mask(word, first, end);
        word_offer(frames, word);
    }
    frames->mark = (int64_t)frames_peak_count(frames) - 1;
    frames->below = frames->mark - (int64_t)(used - (end - first));
}

/* --- untouched memory ------------------------------------------------------------------------- */

phys_t frames_take(struct frames *frames)
{
    if (frames->untouched_begin == frames->untouched_end) {
        return phys(0);
    }
    struct frames_range *last = &frames->untouched[frames->untouched_end - 1];
    last->end--;
    uint64_t number = last->end;
    if (last->first == last->end) {
        frames->untouched_end--;
    }
    frames->usable_count--;
    frames->own_count++;
    return phys(number << PAGE_SHIFT);
}

/* The pages that hold the bits of the block at `opened`, where it is the first to need them. */
static bool pages_make(struct frames *frames)
{
    uint64_t word = frames->opened / FRAMES_WORD;
    uint64_t block = frames->opened / FRAMES_BLOCK;
    void *const needed[] = {
        &frames->words[word],
        &frames->some[0][block],
        &frames->some[1][block / FRAMES_WORD],
    };
    for (size_t i = 0; i < ARRAY_LENGTH(needed); i++) {
        /* A word of some[1] serves 64 blocks, of which only the first can begin a page. */
        bool first = i < 2 || block % FRAMES_WORD == 0;
        if (first && (uintptr_t)needed[i] % PAGE_BYTES == 0 &&
            !frames->page_make(frames, needed[i])) {
            return false;
        }
    }
    return true;
}

/* Where memory has a hole, its blocks are opened too, so that every frame below `opened` can be
 * asked for its bits: one page for each 64 MiB of hole, once. */
bool frames_open(struct frames *frames)
{
    if (frames->untouched_begin == frames->untouched_end || !pages_make(frames)) {
        return false;
    }
    uint64_t block = frames->opened / FRAMES_BLOCK;
    memset(&frames->words[frames->opened / FRAMES_WORD], 0, FRAMES_WORD * sizeof(frames->words[0]));
    frames->some[0][block] = 0;
    if (block % FRAMES_WORD == 0) {
        frames->some[1][block / FRAMES_WORD] = 0;
    }
    frames->opened += FRAMES_BLOCK;
    while (frames->untouched_begin < frames->untouched_end) {
        struct frames_range *range = &frames->untouched[frames->untouched_begin];
        if (range->first >= frames->opened) {
            break;
        }
        uint64_t end = range->end < frames->opened ? range->end : frames->opened;
        mark_usable(frames, range->first, end);
        range->first = end;
        frames->untouched_begin += range->first == range->end;
    }
    return true;
}

/* --- adding memory ---------------------------------------------------------------------------- */

static bool is_known(const struct frames *frames, uint64_t first, uint64_t end)
{
    uint64_t opened = end < frames->opened ? end : frames->opened;
    for (uint64_t word = first / FRAMES_WORD; word * FRAMES_WORD < opened; word++) {
        if (frames->words[word].usable & frames_mask(word, first, end)) {
            return true;
        }
    }
    for (uint32_t i = frames->untouched_end; i-- > frames->untouched_begin;) {
        const struct frames_range *range = &frames->untouched[i];
        if (range->end <= first) {
            return false; /* they ascend, so those before it end lower still */
        }
        if (range->first < end) {
            return true;
        }
    }
    return false;
}

static void untouched_insert(struct frames *frames, uint64_t first, uint64_t end)
{
    uint32_t place = frames->untouched_end++;
    while (place > frames->untouched_begin && frames->untouched[place - 1].first > first) {
        frames->untouched[place] = frames->untouched[place - 1];
        place--;
    }
    frames->untouched[place] = (struct frames_range){first, end};
}

enum frames_error frames_add(struct frames *frames, phys_t base, phys_t end)
{
    uint64_t first = base.value >> PAGE_SHIFT;
    uint64_t beyond = end.value >> PAGE_SHIFT;
    uint64_t last = beyond < FRAMES_LIMIT ? beyond : FRAMES_LIMIT;
    if (base.value % PAGE_BYTES != 0 || end.value % PAGE_BYTES != 0 || first >= beyond) {
        return FRAMES_MISALIGNED;
    }
    if (first == 0) {
        return FRAMES_FRAME_ZERO;
    }
    if (first >= last) {
        return FRAMES_OUT_OF_REACH;
    }
    if (is_known(frames, first, last)) {
        return FRAMES_KNOWN;
    }
    if (last > frames->opened && frames->untouched_end == FRAMES_RANGES) {
        return FRAMES_TOO_MANY;
    }
    frames->usable_count += last - first;
    if (first < frames->opened) {
        uint64_t middle = last < frames->opened ? last : frames->opened;
        mark_usable(frames, first, middle);
        first = middle;
    }
    if (first < last) {
        untouched_insert(frames, first, last);
    }
    return last == beyond ? FRAMES_OK : FRAMES_OUT_OF_REACH;
}
