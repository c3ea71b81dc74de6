/*
 * source.c: our own claims on memory, beside the firmware's answers.
 *
 * Pure. Called by real/load.c to find the kernel a place, and by protected/handover.c for the map
 * that the kernel gets. A claim may lie over anything: the clean map lets the most restrictive win.
 */
#include "stage2/source.h"

#include "common/paging.h"
#include "common/string.h"
#include "gen/layout.h"

enum { CLAIMS_BEFORE_THE_KERNEL = 4 };

struct memory_source memory_source(const struct facts *facts, struct memory_range *claims)
{
    const struct memory_range all[CLAIMS] = {
        {0, PAGE_BYTES, MEMORY_FRAME_ZERO, 0},
        {RAM_BIOS_BUFFER_START, RAM_PROTECTED_STACK_END, MEMORY_STAGE2, 0},
        {RAM_BOOT_INFO_START, RAM_BOOT_INFO_END, MEMORY_BOOT_INFO, 0},
        /* E820 calls the BIOS's own data usable on some machines; INT 12h knows better (quirk 66).
         */
        {facts->low_memory_bytes, FIRST_MIB, MEMORY_RESERVED, 0},
        {facts->kernel_phys, facts->stacks_phys, MEMORY_KERNEL, 0},
        {facts->stacks_phys, facts->page_tables_phys, MEMORY_STACKS, 0},
        {facts->page_tables_phys, facts->page_tables_phys + facts->page_tables_bytes,
         MEMORY_PAGE_TABLES, 0},
    };
    memcpy(claims, all, sizeof(all));
    return (struct memory_source){
        .entries = facts->raw,
        .entry_count = facts->raw_count,
        .attributes_count = facts->attributes_count,
        .claims = claims,
        .claim_count = facts->kernel_phys ? CLAIMS : CLAIMS_BEFORE_THE_KERNEL,
        .usable_limit = facts->usable_limit,
    };
}
