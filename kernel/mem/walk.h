/*
 * walk.h: reads the active page tables through the recursive mapping.
 *
 * [SDM3 4.5]. Slot 510 of the level-4 table points at that table itself. An address whose top index
 * is 510 therefore walks one level less, and ends at a table where it would have ended at a page:
 *
 *        47    39 38    30 29    21 20    12 11       0
 *       +--------+--------+--------+--------+----------+
 *       |  510   |   L4   |   L3   |   L2   |  L1 * 8  |   the level-1 entry of an address
 *       |  510   |  510   |   L4   |   L3   |  L2 * 8  |   its level-2 entry
 *       |  510   |  510   |  510   |   L4   |  L3 * 8  |   its level-3 entry
 *       |  510   |  510   |  510   |  510   |  L4 * 8  |   its level-4 entry
 *       +--------+--------+--------+--------+----------+
 */
#ifndef KERNEL_MEM_WALK_H
#define KERNEL_MEM_WALK_H

#include "common/paging.h"

/* Where the level-`level` entry (4 to 1) of an address can be read and written. */
virt_t walk_entry_address(virt_t address, uint32_t level);

/* The entry that maps the page of an address, be it of 4 KiB, 2 MiB or 1 GiB; 0 if none does. */
uint64_t walk_leaf(virt_t address);

#endif
