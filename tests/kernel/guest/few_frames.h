/*
 * few_frames.h: the kernel's frames, of which only so many are handed out.
 *
 * Takes the place of kernel/mem/frame.c in the image that includes it. Page tables get theirs
 * through frame_source, so the source is counted along.
 */
#ifndef TESTS_KERNEL_GUEST_FEW_FRAMES_H
#define TESTS_KERNEL_GUEST_FEW_FRAMES_H

#include "kernel/mem/frame.h"

phys_t frame_alloc_all(void);
struct frame_source frame_source_all(void);

#define frame_alloc           frame_alloc_all
#define frame_source(nothing) frame_source_all(nothing) /* the function, not the type */
#include "kernel/mem/frame.c"
#undef frame_alloc
#undef frame_source

static uint32_t few_frames_left;

phys_t frame_alloc(void)
{
    if (few_frames_left == 0) {
        return phys(FRAME_NONE);
    }
    few_frames_left--;
    return frame_alloc_all();
}

static phys_t few_frames_alloc(void *context)
{
    (void)context;
    return frame_alloc();
}

struct frame_source frame_source(void)
{
    return (struct frame_source){.alloc = few_frames_alloc, .free = source_free};
}

#endif
