/*
 * phys_window.h: all physical memory, side by side in virtual memory: the complete physical map.
 *
 * Ascent does without one. It is opened on request, as another way to the same answers (row 09-1),
 * with the largest pages that the CPU has (row 09-6).
 */
#ifndef KERNEL_MEM_PHYS_WINDOW_H
#define KERNEL_MEM_PHYS_WINDOW_H

#include "kernel/core/page_map.h"

/* Maps physical memory from 0 to `end` or some more, writable, with pages of this level. Takes a
 * frame for 512 pages; after an error nothing is mapped. */
enum table_error phys_window_open(const struct page_space *space, uint64_t end,
                                  uint32_t level) MUST_USE;

/* Unmaps what is mapped there; its tables are given back. */
void phys_window_close(const struct page_space *space, uint32_t level);

/* Where the window shows an address; it must be open there. */
void *phys_window_at(phys_t address);

/* Translates an address of any space, whose level-4 table lies at `root`, by reading the tables in
 * the window. */
struct page_walk phys_window_walk(phys_t root, virt_t address);

#endif
