/*
 * kernel_heap.c: pages for the heap's engine.
 *
 * Called by main.c, and by the engine when it has used up what it has.
 */
#include "kernel/mem/kernel_heap.h"

#include "gen/layout.h"
#include "kernel/core/heap.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/frame.h"
#include "kernel/print.h"

enum { KIB = 1024 };

static uint64_t heap_end = VIRT_HEAP_START; /* of what is mapped */

static void pages_unmap_from(uint64_t start)
{
    while (heap_end > start) {
        heap_end -= PAGE_BYTES;
        struct table_change change = space_unmap(address_space(), virt(heap_end), PAGE_LEVEL_4K);
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
    enum table_error error = table_flush(
        space_map(address_space(), virt(heap_end), frame, PAGE_LEVEL_4K, PTE_W | PTE_NX));
    if (error == TABLE_OK) {
        heap_end += PAGE_BYTES;
    } else {
        frame_free(frame);
    }
    return error;
}

/* All of them or none. */
static enum table_error pages_add(size_t pages)
{
    uint64_t start = heap_end;
    if (pages > (VIRT_HEAP_END - heap_end) / PAGE_BYTES) {
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

static bool heap_grow(void *context, size_t pages)
{
    (void)context;
    return pages_add(pages) == TABLE_OK;
}

enum table_error kernel_heap_start(void)
{
    static const struct heap_source source = {.grow = heap_grow};
    enum table_error error = pages_add(KERNEL_HEAP_FIRST_PAGES);
    bool started = error == TABLE_OK && heap_start((void *)VIRT_HEAP_START,
                                                   KERNEL_HEAP_FIRST_PAGES * PAGE_BYTES, &source);
    return error == TABLE_OK && !started ? TABLE_OUT_OF_RANGE : error;
}

void kernel_heap_report(void)
{
    struct heap_stats stats;
    heap_stats_read(&stats);
    print_step("heap", "%s at 0x%llx, %zu KiB, %zu used", stats.engine, VIRT_HEAP_START,
               stats.size / KIB, stats.used);
}
