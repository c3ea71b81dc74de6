/*
 * recursive.h: where in the recursive mapping an entry of the page tables lies.
 *
 * [SDM3 4.5]. Slot 510 of the level-4 table points at that table itself. An address whose top index
 * is 510 therefore walks one level less, and ends at a table where it would have ended at a page.
 * In octal an index has three digits, and the five kinds of address read (RRR is 776, slot 510):
 *
 *     SSSSSS_444_333_222_111_OOOO    a byte of a page: sign, four indices, offset
 *     177777_RRR_444_333_222_1110    the level-1 entry of that address
 *     177777_RRR_RRR_444_333_2220    its level-2 entry
 *     177777_RRR_RRR_RRR_444_3330    its level-3 entry
 *     177777_RRR_RRR_RRR_RRR_4440    its level-4 entry
 *
 * A slot that points at the level-4 table of another address space shows that space's tables in the
 * same way: there the first RRR is that slot, and the others remain, since the other table has its
 * own slot 510. Row 09-2.
 */
#ifndef KERNEL_CORE_RECURSIVE_H
#define KERNEL_CORE_RECURSIVE_H

#include "common/paging.h"
#include "gen/layout.h"

enum { RECURSIVE_OCTAL_BYTES = 28 }; /* the text of an address, with its final NUL */

/* An index at its place in an address, and slot 510 at the places of these levels. */
#define RECURSIVE_INDEX(index, level)                                                              \
    ((uint64_t)(index) << (PAGE_SHIFT + PAGE_INDEX_BITS * ((level)-1)))
#define RECURSIVE_AT(level) RECURSIVE_INDEX(VIRT_RECURSIVE_SLOT, level)

/* The address whose bits 47..0 these are: bit 47 is copied upwards [SDM1 3.3.7.1]. */
static inline virt_t virt_canonical(uint64_t path)
{
    uint32_t unused_bits = 64 - VIRT_BITS;
    return virt((uint64_t)((int64_t)(path << unused_bits) >> unused_bits));
}

/* Where the level-`level` entry (4 to 1) of an address lies, seen through `slot`: the indices move
 * to the right, one place for each level, and the slots come in from the left. */
static inline virt_t recursive_entry(uint32_t slot, virt_t address, uint32_t level)
{
    static const uint64_t come_in[PAGE_LEVELS + 1] = {
        [2] = RECURSIVE_AT(3),
        [3] = RECURSIVE_AT(3) | RECURSIVE_AT(2),
        [4] = RECURSIVE_AT(3) | RECURSIVE_AT(2) | RECURSIVE_AT(1),
    };
    uint64_t path = (address.value & ((1ull << VIRT_BITS) - 1)) >> (PAGE_INDEX_BITS * level);
    path &= ~(uint64_t)(sizeof(uint64_t) - 1); /* these bits held a part of the offset */
    return virt_canonical(path | RECURSIVE_INDEX(slot, PAGE_LEVELS) | come_in[level]);
}

/* The table that this entry is in: the page that the window shows there. */
static inline virt_t recursive_table(uint32_t slot, virt_t address, uint32_t level)
{
    return virt(recursive_entry(slot, address, level).value & ~(PAGE_BYTES - 1));
}

/* The slot that shows the tables of another space. */
#define SLOT_OTHER_SPACE                                                                           \
    ((uint32_t)(VIRT_OTHER_SPACE_START / VIRT_OTHER_SPACE_SIZE % PAGE_TABLE_ENTRIES))

/* True for it and for slot 510: their pages are tables. */
static inline bool slot_is_window(uint32_t slot)
{
    return slot == VIRT_RECURSIVE_SLOT || slot == SLOT_OTHER_SPACE;
}

/* The address in octal, sign, indices and offset apart: 177777_776_776_776_776_7760. */
void recursive_octal(char text[RECURSIVE_OCTAL_BYTES], virt_t address);

#endif
