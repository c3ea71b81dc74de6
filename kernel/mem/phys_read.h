/*
 * phys_read.h: reads physical memory that nothing maps, such as the firmware's tables.
 */
#ifndef KERNEL_MEM_PHYS_READ_H
#define KERNEL_MEM_PHYS_READ_H

#include "common/types.h"

/* Copies bytes from physical memory, a page at a time through the temporary page; false, and
 * nothing is copied, where they go beyond the addresses that the CPU has. What lies there is the
 * caller's concern: a device's registers may change by being read. */
bool phys_read(phys_t from, void *to, size_t bytes);

#endif
