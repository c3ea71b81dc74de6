/*
 * frame_source.h: whoever hands out frames of 4 KiB, seen by those who only need a few.
 *
 * Page tables take their frames through it: from the frame allocator, from a piece of memory that a
 * test sets aside, or from the empty source, which has none (row 09-10).
 */
#ifndef KERNEL_CORE_FRAME_SOURCE_H
#define KERNEL_CORE_FRAME_SOURCE_H

#include "common/types.h"

/* The physical address that says "no frame". Frame 0 is the BIOS's and never handed out. */
#define FRAME_NONE 0ull

struct frame_source {
    phys_t (*alloc)(void *context); /* a frame that nobody else has, or FRAME_NONE */
    void (*free)(void *context, phys_t frame);
    void *context;
};

static inline phys_t frame_none(void *context)
{
    (void)context;
    return phys(FRAME_NONE);
}

static inline void frame_forget(void *context, phys_t frame)
{
    (void)context;
    (void)frame;
}

/* No frame ever; what is given back is lost. */
#define FRAME_SOURCE_EMPTY ((struct frame_source){.alloc = frame_none, .free = frame_forget})

#endif
