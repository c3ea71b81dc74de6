/*
 * phys_read.c: the temporary page, moved along what is to be read. Contract in phys_read.h.
 *
 * Called by power.c and sector_0.c.
 */
#include "kernel/mem/phys_read.h"

#include "common/paging.h"
#include "common/string.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/temporary.h"

bool phys_read(phys_t from, void *to, size_t bytes)
{
    const struct page_space *space = address_space();
    uint64_t end = 1ull << space->phys_bits;
    if (from.value > end || bytes > end - from.value) {
        return false;
    }
    uint8_t *at = to;
    uint64_t address = from.value;
    while (bytes > 0) {
        uint64_t offset = address % PAGE_BYTES;
        size_t count = bytes < PAGE_BYTES - offset ? bytes : (size_t)(PAGE_BYTES - offset);
        const uint8_t *shown = temporary_show(space, phys(address - offset));
        memcpy(at, shown + offset, count);
        at += count;
        address += count;
        bytes -= count;
    }
    temporary_hide(space);
    return true;
}
