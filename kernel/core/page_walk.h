/*
 * page_walk.h: translates an address as the CPU does, by whatever way the tables can be reached.
 *
 * [SDM3 4.5, 4.6]. The walk is the same through the recursive window, a map of all physical memory,
 * a temporary mapping or on paper; only how one entry is read differs (row 09-1).
 */
#ifndef KERNEL_CORE_PAGE_WALK_H
#define KERNEL_CORE_PAGE_WALK_H

#include "common/paging.h"

/* Reads the level-`level` entry of an address; `table` is the frame of the table that has it. */
typedef uint64_t page_reader(const void *context, phys_t table, virt_t address, uint32_t level);

struct page_walk {
    uint64_t entry[PAGE_LEVELS + 1]; /* by level, as read; 0 below the one where the walk ended */
    uint32_t level;                  /* of the last entry read */
    uint32_t accesses;               /* to memory: 4, for large pages 3 or 2 (row 08-12) */
    bool mapped;
    uint64_t rights; /* PTE_W and PTE_U where all levels have them, PTE_NX where any has it */
    phys_t phys;     /* of the very byte, where mapped */
};

/* Begins at the level-4 table `root`. An address that is not canonical is not mapped. */
struct page_walk page_walk(page_reader *read, const void *context, phys_t root, virt_t address);

/* What an entry leaves of the rights above it: W and U are joined by AND, NX by OR (row 08-7). */
uint64_t entry_rights(uint64_t above, uint64_t entry);

/* The rights with which a walk begins: everything allowed. */
#define RIGHTS_ALL (PTE_W | PTE_U)

/* 4 KiB, 2 MiB, 1 GiB for levels 1 to 3; 512 GiB is what a level-4 entry spans. */
static inline uint64_t page_bytes(uint32_t level)
{
    return PAGE_BYTES << (PAGE_INDEX_BITS * (level - 1));
}

/* Where a walk ends. In level 1 the bit of PS is PAT; in level 4 it is reserved, and the CPU
 * faults, so such an entry maps nothing. */
static inline bool entry_is_leaf(uint64_t entry, uint32_t level)
{
    return (entry & PTE_P) != 0 && (level == 1 || (level < PAGE_LEVELS && (entry & PTE_PS) != 0));
}

static inline bool entry_is_table(uint64_t entry, uint32_t level)
{
    return (entry & PTE_P) != 0 && level > 1 && (entry & PTE_PS) == 0;
}

/* The page that a leaf maps. A large one has fewer bits of address, and PAT just below them. */
static inline phys_t leaf_frame(uint64_t entry, uint32_t level)
{
    return phys(entry & PTE_ADDRESS & ~(page_bytes(level) - 1));
}

#endif
