/*
 * recursive.c: an address of the recursive mapping, written so that its parts can be read.
 *
 * Contract and picture in recursive.h. Called by whoever shows addresses to people.
 */
#include "kernel/core/recursive.h"

#include "common/format.h"

void recursive_octal(char text[RECURSIVE_OCTAL_BYTES], virt_t address)
{
    format_buffer(text, RECURSIVE_OCTAL_BYTES, "%06o_%03o_%03o_%03o_%03o_%04o",
                  (uint32_t)(address.value >> VIRT_BITS), page_index(address, 4),
                  page_index(address, 3), page_index(address, 2), page_index(address, 1),
                  (uint32_t)(address.value % PAGE_BYTES));
}
