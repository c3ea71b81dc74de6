/*
 * kernel_heap.h: the kernel's heap in virtual memory.
 *
 * From VIRT_HEAP_START upwards: first 100 KiB, as in the texts, then page by page as it is needed.
 * core/heap.h has the functions that use it. Row 10-5.
 */
#ifndef KERNEL_MEM_KERNEL_HEAP_H
#define KERNEL_MEM_KERNEL_HEAP_H

#include "kernel/core/page_map.h"

enum { KERNEL_HEAP_FIRST_PAGES = 25 };

/* Maps the first pages and gives them to the engine. TABLE_NO_FRAME where memory is too small for
 * it; then there is no heap. */
enum table_error kernel_heap_start(void);

/* One line of the boot report. */
void kernel_heap_report(void);

#endif
