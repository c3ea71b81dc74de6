/*
 * kernel_heap.c: the engine that is linked gets the heap's first pages, and a way to more.
 *
 * Called by main.c, and by the engine when it has used up what it has.
 */
#include "kernel/mem/kernel_heap.h"

#include "gen/layout.h"
#include "kernel/core/heap.h"
#include "kernel/mem/heap_pages.h"
#include "kernel/print.h"

enum { KIB = 1024 };

static bool heap_grow(void *context, size_t pages)
{
    (void)context;
    return heap_pages_add(pages) == TABLE_OK;
}

enum table_error kernel_heap_start(void)
{
    static const struct heap_source source = {.grow = heap_grow};
    enum table_error error = heap_pages_add(KERNEL_HEAP_FIRST_PAGES);
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
