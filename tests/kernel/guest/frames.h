/*
 * frames.h: the kernel's frames for an image that counts them, full of dirt.
 */
#ifndef TESTS_KERNEL_GUEST_FRAMES_H
#define TESTS_KERNEL_GUEST_FRAMES_H

#include "common/string.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/frame.h"
#include "kernel/mem/temporary.h"

/* In each byte: an entry that is present, writable, the user's. */
enum { GUEST_FRAMES_DIRT = 0x27 };

static struct {
    uint32_t used;
} guest_frames;

static inline phys_t guest_frame_alloc(void *context)
{
    (void)context;
    phys_t frame = frame_alloc();
    if (frame.value != FRAME_NONE) {
        guest_frames.used++;
        memset(temporary_show(address_space(), frame), GUEST_FRAMES_DIRT, PAGE_BYTES);
        temporary_hide(address_space());
    }
    return frame;
}

static inline void guest_frame_free(void *context, phys_t frame)
{
    (void)context;
    guest_frames.used--;
    frame_free(frame);
}

static inline struct frame_source guest_frames_start(void)
{
    return (struct frame_source){.alloc = guest_frame_alloc, .free = guest_frame_free};
}

#endif
