/*
 * walk.c: the recursive mapping's arithmetic, and a walk with it.
 *
 * Called by entry_check.c and identity.c. Every level is looked at before the next is touched:
 * where an entry is absent, the window behind it is not mapped.
 */
#include "kernel/mem/walk.h"

#include "gen/layout.h"

#define PAGE_SHIFT      12u
#define INDEX_BITS      9u
#define LOW_48_BITS     ((1ull << 48) - 1)
#define TOP_INDEX(slot) ((uint64_t)(slot) << (PAGE_SHIFT + 3 * INDEX_BITS))

virt_t walk_entry_address(virt_t address, uint32_t level)
{
    uint64_t path = address.value & LOW_48_BITS;
    for (uint32_t up = 0; up < level; up++) {
        path = path >> INDEX_BITS | TOP_INDEX(VIRT_RECURSIVE_SLOT);
    }
    path &= ~7ull; /* entries have 8 bytes; the lowest bits held a part of the offset */
    return virt(path | ~LOW_48_BITS); /* slot 510 lies in the upper half */
}

uint64_t walk_leaf(virt_t address)
{
    for (uint32_t level = 4; level > 0; level--) {
        uint64_t entry = *(const volatile uint64_t *)walk_entry_address(address, level).value;
        if (!(entry & PTE_P)) {
            return 0;
        }
        if (level == 1 || (level < 4 && (entry & PTE_PS))) {
            return entry;
        }
    }
    return 0;
}
