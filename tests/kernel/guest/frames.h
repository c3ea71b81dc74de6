/*
 * frames.h: frames for an image that wants to count them: the highest usable ones, in order.
 *
 * From the end of the last usable range below 4 GiB, downwards, page by page; what comes back is
 * handed out again first. Each frame is full of what looks like present entries.
 */
#ifndef TESTS_KERNEL_GUEST_FRAMES_H
#define TESTS_KERNEL_GUEST_FRAMES_H

#include "common/boot_info.h"
#include "common/paging.h"
#include "common/string.h"
#include "kernel/core/frame_source.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/temporary.h"

enum {
    GUEST_FRAMES_KEPT = 64,
    GUEST_FRAMES_DIRT = 0x27, /* in each byte: an entry that is present, writable, the user's */
};

#define GUEST_FRAMES_BELOW (1ull << 32)

static struct {
    uint64_t base, next; /* of the range; `next` is one past the next frame */
    phys_t kept[GUEST_FRAMES_KEPT];
    uint32_t kept_count;
    uint32_t used;
} guest_frames;

static inline phys_t guest_frame_alloc(void *context)
{
    (void)context;
    if (guest_frames.kept_count == 0 && guest_frames.next == guest_frames.base) {
        return phys(FRAME_NONE);
    }
    phys_t frame = phys(guest_frames.next - PAGE_BYTES);
    if (guest_frames.kept_count > 0) {
        frame = guest_frames.kept[--guest_frames.kept_count];
    } else {
        guest_frames.next = frame.value;
    }
    guest_frames.used++;
    memset(temporary_show(address_space(), frame), GUEST_FRAMES_DIRT, PAGE_BYTES);
    temporary_hide(address_space());
    return frame;
}

static inline void guest_frame_free(void *context, phys_t frame)
{
    (void)context;
    guest_frames.used--;
    if (guest_frames.kept_count < GUEST_FRAMES_KEPT) {
        guest_frames.kept[guest_frames.kept_count++] = frame;
    }
}

static inline struct frame_source guest_frames_start(const struct boot_info *info)
{
    for (uint32_t i = 0; i < info->clean_count; i++) {
        const struct memory_range *range = &info->clean[i];
        if (range->kind == MEMORY_USABLE && range->end <= GUEST_FRAMES_BELOW) {
            guest_frames.base = range->base;
            guest_frames.next = range->end;
        }
    }
    return (struct frame_source){.alloc = guest_frame_alloc, .free = guest_frame_free};
}

#endif
