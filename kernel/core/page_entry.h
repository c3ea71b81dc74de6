/*
 * page_entry.h: the four things that page tables need of the machine.
 *
 * The kernel's are in mem/page_entry.c, one instruction each. On the host a test puts a memory
 * management unit of its own behind them, whose TLB forgets nothing by itself (tests/unit).
 */
#ifndef KERNEL_CORE_PAGE_ENTRY_H
#define KERNEL_CORE_PAGE_ENTRY_H

#include "common/types.h"

/* One entry, at its address in the window; read and written as a whole. */
uint64_t page_entry_read(virt_t at);
void page_entry_write(virt_t at, uint64_t entry);

/* Zeroes the table that the window shows at this page. */
void page_table_clear(virt_t table);

/* Makes the CPU forget what it knows of the page of an address, and every cached upper level of
 * any address [SDM3 4.10.4.1]. */
void page_forget(virt_t address);

#endif
