/*
 * page_refusal.c: why memory is better not read. Contract in page_refusal.h.
 *
 * [SDM3 4.9] has the bits of the memory type. Called by monitor/dump.c.
 */
#include "kernel/core/page_refusal.h"

#include "gen/layout.h"

static bool is_screen(phys_t address)
{
    return address.value >= RAM_VGA_TEXT_START && address.value < RAM_VGA_TEXT_END;
}

const char *page_refusal(const struct page_walk *walk, virt_t address, bool forced, virt_t *last)
{
    if (walk->accesses == 0) {
        *last = virt((~0ull << (VIRT_BITS - 1)) - 1); /* of the hole in the middle */
        return "no addresses (not canonical)";
    }
    *last = virt(address.value | (page_bytes(walk->level) - 1));
    if (!walk->mapped) {
        return "unmapped";
    }
    bool cached = (walk->entry[walk->level] & PTE_PCD) == 0;
    return cached || forced || is_screen(walk->phys) ? NULL : "device memory (not forced)";
}
