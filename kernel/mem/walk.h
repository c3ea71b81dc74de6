/*
 * walk.h: the active page tables, before and besides the address space that address_space.h keeps.
 */
#ifndef KERNEL_MEM_WALK_H
#define KERNEL_MEM_WALK_H

#include "common/paging.h"

/* The entry that maps the page of an address, be it of 4 KiB, 2 MiB or 1 GiB; 0 if none does. */
uint64_t walk_leaf(virt_t address);

/* The level-4 entry of an address. */
uint64_t walk_root_entry(virt_t address);

#endif
