/*
 * frames.h: physical memory by the frame: two bits for each, and a tree to find a free one.
 *
 *      root             *                 1 word
 *      some[2]          * * * ...        64 words     a bit of one level says: the word below
 *      some[1]          * * * ...      4096 words     has at least one bit set
 *      some[0]          * * * ...     2^18 words
 *      words    used    1 0 1 ...     2^24 words      of 64 frames each: 4 TiB in all
 *               usable  1 1 1 ...
 *
 * A frame is free where it is usable and not used; where it is not usable there is no memory, or it
 * is not ours. Frames come from one word until it is used up, then the tree leads to the lowest
 * word with a free frame: so alloc and free look at one word, whatever the amount of memory, and
 * once in 64 frames at one word a level.
 *
 * Nothing is prepared for memory that nobody asks for. The bits exist below `opened` only; what
 * lies above is told by a few ranges. When all opened frames are used, the next block of 4096 is
 * opened. The bits lie in a window of virtual memory, page by page brought in from below by
 * page_make, with frames from the upper end of memory: these never become usable.
 *
 *      0        used and free, mixed         opened           untouched             own frames
 *      |------------------------------------|------------------------------------|-----------|
 *
 * Pure: the same file runs on the host, where the window is an array. Called by
 * kernel/mem/frame.c. Row 09-11.
 */
#ifndef KERNEL_CORE_FRAMES_H
#define KERNEL_CORE_FRAMES_H

#include "common/boot_info.h"
#include "common/paging.h"
#include "common/types.h"

enum {
    FRAMES_WORD = 64,                            /* frames of a word */
    FRAMES_BLOCK = FRAMES_WORD * FRAMES_WORD,    /* frames of a word of some[0]; opened together */
    FRAMES_LEVELS = 4,                           /* of the tree above the words */
    FRAMES_LIMIT = 1 << (6 * FRAMES_LEVELS + 6), /* frames that the tree can hold: 4 TiB */
    /* Of a clean map at most every second range is usable; some more for what is added later. */
    FRAMES_RANGES = BOOT_CLEAN_CAPACITY / 2 + 32,
};

struct frames_word {
    uint64_t used;
    uint64_t usable; /* used is never set where usable is not */
};

/* The window, where the host has an array. some[2] and the root are small enough for the struct. */
struct frames_window {
    uint64_t some_1[FRAMES_LIMIT / FRAMES_BLOCK / FRAMES_WORD];
    uint64_t some_0[FRAMES_LIMIT / FRAMES_BLOCK];
    struct frames_word words[FRAMES_LIMIT / FRAMES_WORD];
};

_Static_assert(offsetof(struct frames_window, some_0) % PAGE_BYTES == 0, "brought in by the page");
_Static_assert(offsetof(struct frames_window, words) % PAGE_BYTES == 0, "brought in by the page");

enum frames_error {
    FRAMES_OK,
    FRAMES_NONE,         /* no frame is free, or no run of so many */
    FRAMES_MISALIGNED,   /* not the address of a frame, or a range that is none */
    FRAMES_NOT_USABLE,   /* there is no memory, or it is not ours */
    FRAMES_NOT_USED,     /* freed twice, or never handed out */
    FRAMES_FRAME_ZERO,   /* the frame that nobody gets */
    FRAMES_KNOWN,        /* added twice */
    FRAMES_TOO_MANY,     /* more ranges than there is room for */
    FRAMES_OUT_OF_REACH, /* beyond FRAMES_LIMIT */
    FRAMES_LEAKED,       /* more frames are used than at the checkpoint */
};

/* Half-open, in frames. */
struct frames_range {
    uint64_t first;
    uint64_t end;
};

struct frames {
    struct frames_word *word; /* where frames come from now */
    uint64_t word_phys;       /* the address of its first frame */
    int64_t below;            /* mark - used; negative where more are used than the mark says */
    int64_t mark;             /* one less than the most that were ever used, as of the last free */
    uint64_t opened;          /* frames below this have bits; a multiple of FRAMES_BLOCK */
    struct frames_word *words;

    uint64_t usable_count; /* used, free and untouched */
    uint64_t own_count;    /* taken for the bits and their page tables */
    uint64_t run_hint;     /* where a run has been freed last */
    uint64_t *some[FRAMES_LEVELS];
    uint64_t some_2[FRAMES_WORD];
    uint64_t root;
    struct frames_word no_word; /* what `word` is at first */

    /* Makes the page of the window at this address writable, with a frame (and page tables) from
     * frames_take; its content may be anything. True too where it is so already. */
    bool (*page_make)(struct frames *frames, void *page);

    uint32_t untouched_begin; /* those in [begin, end) count; they ascend */
    uint32_t untouched_end;
    struct frames_range untouched[FRAMES_RANGES];
};

const char *frames_error_text(enum frames_error error);

/* No memory yet. page_make is called for the window's pages as they are needed. */
void frames_start(struct frames *frames, struct frames_window *window,
                  bool (*page_make)(struct frames *frames, void *page));

/*
 * From now on the frames of [base, end) are ours to hand out. FRAMES_OUT_OF_REACH: what lies below
 * 4 TiB was added, the rest was not. After any other error nothing was. Takes some 20 instructions
 * for memory that lies above all that was ever handed out; else a look at each 64 frames.
 */
enum frames_error frames_add(struct frames *frames, phys_t base, phys_t end);

/* The highest untouched frame, for page_make alone: it is no longer usable. 0 if there is none. */
phys_t frames_take(struct frames *frames);

/* The rare half of frames_alloc, once in 64 frames: goes on to the lowest word with a free frame,
 * and opens the next block of 4096 frames where all are used. */
phys_t frames_alloc_next(struct frames *frames);

/* The rare half of frames_free: the peak was a new one, or the frame's word had no free frame. */
void frames_freed(struct frames *frames, const struct frames_word *word);

/* Why a frame cannot be freed; FRAMES_OK if it can. */
enum frames_error frames_refusal(const struct frames *frames, phys_t frame);

/*
 * A run of `count` frames that begins at a multiple of `align` frames (a power of two).
 *
 * Looks where the last run was freed, then at the end of opened memory and opens more of it, then
 * searches all opened memory from the bottom. The first two cost a look at each 64 frames of
 * count + align + FRAMES_BLOCK, and the opening; the last, which only happens when no untouched
 * memory will do, at each 64 frames ever opened.
 */
enum frames_error frames_alloc_run(struct frames *frames, uint64_t count, uint64_t align,
                                   phys_t *run);

/* Frees them together; all must be used, else nothing is freed. Any used frames that lie side by
 * side will do, however they were had. */
enum frames_error frames_free_run(struct frames *frames, phys_t run, uint64_t count);

/* FRAMES_LEAKED if more frames are used than `used_before`, an earlier frames_used_count. */
enum frames_error frames_check(const struct frames *frames, uint64_t used_before);

enum frames_state { FRAMES_ABSENT, FRAMES_FREE, FRAMES_USED };

/* Frames of one state, side by side. */
struct frames_extent {
    phys_t base;
    phys_t end;
    enum frames_state state;
};

/* The extent that begins at `from`, the address of a frame; false above all memory. Bounded by a
 * look at each 64 frames of the extent; for drawing maps and for tests. */
bool frames_next(const struct frames *frames, phys_t from, struct frames_extent *extent);

static inline uint64_t frames_used_count(const struct frames *frames)
{
    return (uint64_t)(frames->mark - frames->below);
}

/* The most that were ever used together. */
static inline uint64_t frames_peak_count(const struct frames *frames)
{
    return (uint64_t)(frames->below < -1 ? frames->mark - frames->below : frames->mark + 1);
}

static inline uint64_t frames_free_count(const struct frames *frames)
{
    return frames->usable_count - frames_used_count(frames);
}

/* All bits but that of the frame in its word: a rotation, since compilers have an instruction for
 * it that needs no mask. */
static inline uint64_t frames_all_but(uint64_t number)
{
    uint64_t bit = number % FRAMES_WORD;
    return ~1ull << bit | ~1ull >> (-bit % FRAMES_WORD);
}

/* The two that everything hangs on stand here, so that a caller gets them without a call: 17 and 20
 * instructions of gcc's, of which the longest way that does not leave the word is counted. */

/* The address of a frame that is nobody else's, its content undefined; 0, which no frame handed out
 * has, if there is none. */
static inline phys_t frames_alloc(struct frames *frames)
{
    struct frames_word *word = frames->word;
    uint64_t free = word->usable ^ word->used;
    if (__builtin_expect(free == 0, false)) {
        return frames_alloc_next(frames);
    }
    word->used ^= free & -free; /* the lowest one */
    frames->below--;
    return phys(frames->word_phys + ((uint32_t)__builtin_ctzll(free) << PAGE_SHIFT));
}

/* Gives a frame back; false where it was not the caller's to give, and nothing has changed:
 * frames_refusal says why. */
static inline __attribute__((warn_unused_result)) bool frames_free(struct frames *frames,
                                                                   phys_t frame)
{
    /* Rotated, an address that is no multiple of 4096 becomes a number beyond every frame. */
    uint64_t number = frame.value >> PAGE_SHIFT | frame.value << (64 - PAGE_SHIFT);
    if (__builtin_expect(number >= frames->opened, false)) {
        return false;
    }
    struct frames_word *word = &frames->words[number / FRAMES_WORD];
    uint64_t used = word->used;
    uint64_t less = used & frames_all_but(number);
    if (__builtin_expect(less == used, false)) {
        return false;
    }
    word->used = less;
    if (__builtin_expect(++frames->below < 0 || used == word->usable, false)) {
        frames_freed(frames, word);
    }
    return true;
}

#endif
