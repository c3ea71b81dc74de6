/*
 * ours.c: the kernel's frames on the bench, called as kernel/mem/frame.c calls them.
 */
#include <stdlib.h>

#include "kernel/core/frames.h"
#include "tests/bench/frames/allocators.h"

static struct frames book;
static struct frames_window window
    __attribute__((aligned(FRAME))); /* the host fills what it has to */

/* The page is there already; the frame that the kernel needs for it is taken all the same. */
static bool page_make(struct frames *frames, void *page)
{
    (void)page;
    return frames_take(frames).value != 0;
}

void ours_start(void)
{
    frames_start(&book, &window, page_make);
    for (uint32_t i = 0; i < MAP_RANGES; i++) {
        if (map[i].base < map[i].end &&
            frames_add(&book, phys(map[i].base), phys(map[i].end)) != FRAMES_OK) {
            abort();
        }
    }
}

phys_t ours_alloc(void)
{
    return frames_alloc(&book);
}

void ours_free(phys_t frame)
{
    if (!frames_free(&book, frame)) {
        abort();
    }
}

void ours_use_all_but(uint64_t bytes)
{
    uint64_t run = bytes / FRAME;
    phys_t base;
    while (frames_free_count(&book) >= 2 * run &&
           frames_alloc_run(&book, run, 1, &base) == FRAMES_OK) {
    }
}
