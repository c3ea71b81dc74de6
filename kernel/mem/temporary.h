/*
 * temporary.h: one page of virtual memory that shows any frame for a moment.
 *
 * For a frame that no address space maps, such as a new level-4 table. The page's own tables are
 * stage2's, so showing a frame never takes one (row 09-1).
 */
#ifndef KERNEL_MEM_TEMPORARY_H
#define KERNEL_MEM_TEMPORARY_H

#include "kernel/core/page_map.h"

/* Shows a frame, writable; whatever was shown before is not any more. The pointer holds until the
 * next call. Panics on a frame that no CPU has, and where stage2's table is gone. */
void *temporary_show(const struct page_space *space, phys_t frame);

/* Shows nothing: an access through an old pointer faults. */
void temporary_hide(const struct page_space *space);

/* Translates an address of any space, whose level-4 table lies at `root`, table by table. */
struct page_walk temporary_walk(const struct page_space *space, phys_t root, virt_t address);

#endif
