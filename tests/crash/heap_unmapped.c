/*
 * heap_unmapped.c: an engine is started before its memory is mapped, against row 10-6.
 *
 * Takes the place of kernel/mem/kernel_heap.c.
 */
#include "gen/layout.h"
#include "kernel/core/heap.h"
#include "kernel/mem/kernel_heap.h"

enum table_error kernel_heap_start(void)
{
    const size_t bytes = KERNEL_HEAP_FIRST_PAGES * PAGE_BYTES;
    return heap_start((void *)VIRT_HEAP_START, bytes, NULL) ? TABLE_OK : TABLE_OUT_OF_RANGE;
}

void kernel_heap_report(void)
{
}
