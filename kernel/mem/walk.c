/*
 * walk.c: looks into the active page tables through slot 510, which needs no preparation.
 *
 * Called by entry_check.c, which sees to it that slot 510 is what it should be, and by tests.
 */
#include "kernel/mem/walk.h"

#include "gen/layout.h"
#include "kernel/core/page_entry.h"
#include "kernel/core/page_map.h"
#include "kernel/core/recursive.h"

uint64_t walk_leaf(virt_t address)
{
    const struct page_space active = {.slot = VIRT_RECURSIVE_SLOT};
    struct page_walk walk = space_walk(&active, address);
    return walk.mapped ? walk.entry[walk.level] : 0;
}

uint64_t walk_root_entry(virt_t address)
{
    return page_entry_read(recursive_entry(VIRT_RECURSIVE_SLOT, address, PAGE_LEVELS));
}
