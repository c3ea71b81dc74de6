/*
 * page_walk.c: the walk. Contract in page_walk.h.
 *
 * [SDM3 4.5]. Only bit 0 says whether an entry is there: the CPU ignores all others without it, and
 * so whatever is kept in them is no address. Called by page_map.c and by the files of kernel/mem
 * that reach tables by other ways.
 */
#include "kernel/core/page_walk.h"

uint64_t entry_rights(uint64_t above, uint64_t entry)
{
    return (above & entry & RIGHTS_ALL) | ((above | entry) & PTE_NX);
}

struct page_walk page_walk(page_reader *read, const void *context, phys_t root, virt_t address)
{
    struct page_walk walk = {.level = PAGE_LEVELS, .rights = RIGHTS_ALL};
    phys_t table = root;
    if (!virt_is_canonical(address)) {
        return walk;
    }
    for (uint32_t level = PAGE_LEVELS; level > 0; level--) {
        uint64_t entry = read(context, table, address, level);
        walk.entry[level] = entry;
        walk.level = level;
        walk.accesses++;
        walk.rights = entry_rights(walk.rights, entry);
        walk.mapped = entry_is_leaf(entry, level);
        if (!entry_is_table(entry, level)) {
            break;
        }
        table = phys(entry & PTE_ADDRESS);
    }
    if (walk.mapped) {
        uint64_t offset = address.value & (page_bytes(walk.level) - 1);
        walk.phys = phys(leaf_frame(walk.entry[walk.level], walk.level).value | offset);
    }
    return walk;
}
