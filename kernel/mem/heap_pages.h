/*
 * heap_pages.h: the mapped part of the heap's region: from VIRT_HEAP_START up, without a gap.
 *
 * What an engine of the heap makes of it is kernel_heap.h's matter.
 */
#ifndef KERNEL_MEM_HEAP_PAGES_H
#define KERNEL_MEM_HEAP_PAGES_H

#include "kernel/core/page_map.h"

/* Maps so many pages more, writable and not executable, behind those that are mapped: all of them
 * or none. TABLE_NO_FRAME where there are not enough frames, for them or for their tables. */
enum table_error heap_pages_add(size_t pages);

/* Where the next one will be. */
virt_t heap_pages_end(void);

#endif
