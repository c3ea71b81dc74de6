/*
 * fixed_heap.h: a heap that never grows, as the texts' own does not: 100 KiB, and that is all.
 *
 * Takes the place of kernel/mem/kernel_heap.c in the image that includes it.
 */
#ifndef TESTS_KERNEL_GUEST_FIXED_HEAP_H
#define TESTS_KERNEL_GUEST_FIXED_HEAP_H

#include "gen/layout.h"
#include "kernel/core/heap.h"
#include "kernel/mem/heap_pages.h"
#include "kernel/mem/kernel_heap.h"

enum { HEAP_SIZE = KERNEL_HEAP_FIRST_PAGES * PAGE_BYTES };
_Static_assert(HEAP_SIZE == 102400, "as in the texts");

enum table_error kernel_heap_start(void)
{
    enum table_error error = heap_pages_add(KERNEL_HEAP_FIRST_PAGES);
    bool started = error == TABLE_OK && heap_start((void *)VIRT_HEAP_START, HEAP_SIZE, NULL);
    return error == TABLE_OK && !started ? TABLE_OUT_OF_RANGE : error;
}

void kernel_heap_report(void)
{
}

#endif
