/*
 * heap_pages.c: frames and page tables become heap. Contract in heap_pages.h.
 *
 * [SDM3 4.5]. Called by kernel_heap.c at the start, and whenever the engine has used up what it
 * has.
 */
#include "kernel/mem/heap_pages.h"

#include "gen/layout.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/frame.h"

static virt_t end = {VIRT_HEAP_START};

/* Takes back what pages_add has begun; its tables go with the last page in them. */
static void pages_unmap_from(virt_t start)
{
    while (end.value > start.value) {
        end.value -= PAGE_BYTES;
        struct table_change change = space_unmap(address_space(), end, PAGE_LEVEL_4K);
        phys_t frame = change.frame;
        if (table_flush(change) == TABLE_OK) {
            frame_free(frame);
        }
    }
}

static enum table_error page_add(void)
{
    phys_t frame = frame_alloc();
    if (frame.value == FRAME_NONE) {
        return TABLE_NO_FRAME;
    }
    enum table_error error =
        table_flush(space_map(address_space(), end, frame, PAGE_LEVEL_4K, PTE_W | PTE_NX));
    if (error == TABLE_OK) {
        end.value += PAGE_BYTES;
    } else {
        frame_free(frame);
    }
    return error;
}

enum table_error heap_pages_add(size_t pages)
{
    virt_t start = end;
    if (pages > (VIRT_HEAP_END - end.value) / PAGE_BYTES) {
        return TABLE_NO_FRAME;
    }
    for (size_t i = 0; i < pages; i++) {
        enum table_error error = page_add();
        if (error != TABLE_OK) {
            pages_unmap_from(start);
            return error;
        }
    }
    return TABLE_OK;
}

virt_t heap_pages_end(void)
{
    return end;
}
