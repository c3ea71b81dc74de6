/*
 * frame_window.c: brings in the pages of the frames' bits.
 *
 * Called by core/frames.c, through frame.c. Frames for a page and for its tables are cut off the
 * memory that nobody has touched, since the book they are for cannot hand them out.
 */
#include "kernel/mem/frame_window.h"

#include "gen/layout.h"
#include "kernel/mem/address_space.h"

_Static_assert(VIRT_FRAMES_START + sizeof(struct frames_window) <= VIRT_FRAMES_END,
               "disk.layout: virt frames is too small");

struct frames_window *frame_window(void)
{
    return (struct frames_window *)VIRT_FRAMES_START;
}

static phys_t untouched_frame(void *frames)
{
    return frames_take(frames);
}

/* Never called: a page of the window is not unmapped. */
static void keep_frame(void *frames, phys_t frame)
{
    (void)frames;
    (void)frame;
}

bool frame_window_make(struct frames *frames, void *page)
{
    struct page_space space = *address_space();
    virt_t address = virt((uintptr_t)page);
    space.frames = (struct frame_source){untouched_frame, keep_frame, frames};
    if (space_walk(&space, address).mapped) {
        return true;
    }
    phys_t frame = frames_take(frames);
    return frame.value != FRAME_NONE && table_flush(space_map(&space, address, frame, PAGE_LEVEL_4K,
                                                              PTE_W | PTE_NX)) == TABLE_OK;
}
