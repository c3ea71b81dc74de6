/*
 * plan.h: how many page tables the kernel's address space takes. [SDM3 4.5]
 *
 * The real half reserves them together with the kernel, the protected half fills them.
 *
 *   level 4     1
 *   slot 0      a level-3, a level-2 and a level-1 table for the first MiB, one to one
 *   slot 511    a level-3 table, and one level-2 table, since all regions lie in one GiB
 *               level-1 tables: one for each 2 MiB begun by the kernel, and for each of the small
 *               regions two at the most, where it lies across a 2 MiB line
 */
#ifndef STAGE2_PLAN_H
#define STAGE2_PLAN_H

#include "common/paging.h"
#include "gen/layout.h"

#define TABLE_SPAN_BYTES (2u << 20) /* what one level-1 table maps */
#define GIB_OF(address)  ((address) >> 30)

#define PLAN_COUNT(...) +1
enum {
    PLAN_SMALL_REGIONS = 2 VIRT_STACKS(PLAN_COUNT), /* VGA text, boot_info, and every stack */
    PLAN_FIXED_TABLES = 1 + 3 + 2 + 2 * PLAN_SMALL_REGIONS,
};
#undef PLAN_COUNT

#define PLAN_CHECK(name, start, size)                                                              \
    _Static_assert(GIB_OF(start) == GIB_OF(VIRT_KERNEL_START) &&                                   \
                       GIB_OF((start) + (size)-1) == GIB_OF(VIRT_KERNEL_START) &&                  \
                       (size) <= TABLE_SPAN_BYTES,                                                 \
                   "disk.layout: virt " #name " must lie in the kernel's GiB, in 2 MiB at most");
PLAN_CHECK(vga_text, VIRT_VGA_TEXT_START, VIRT_VGA_TEXT_SIZE)
PLAN_CHECK(boot_info, VIRT_BOOT_INFO_START, VIRT_BOOT_INFO_SIZE)
VIRT_STACKS(PLAN_CHECK)
#undef PLAN_CHECK

static inline uint32_t plan_table_bytes(uint32_t kernel_memory_bytes)
{
    uint32_t kernel_tables = (kernel_memory_bytes + TABLE_SPAN_BYTES - 1) / TABLE_SPAN_BYTES;
    return (PLAN_FIXED_TABLES + kernel_tables) * (uint32_t)PAGE_BYTES;
}

#endif
