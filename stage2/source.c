/*
 * source.c: our own claims on memory, beside the firmware's answers.
 *
 * Pure. Called by real/load.c to find the kernel a place, and by protected/handover.c for the map
 * that the kernel gets. A claim may lie over anything: the clean map lets the most restrictive win.
 */
#include "stage2/source.h"

#include "common/paging.h"
#include "gen/layout.h"

enum { LOW_MEMORY_END = 0x100000, MOST_CLAIMS = 8 };

static struct memory_range claims[MOST_CLAIMS];
static uint32_t claim_count;

static void claim(uint64_t base, uint64_t end, enum memory_kind kind)
{
    claims[claim_count++] = (struct memory_range){.base = base, .end = end, .kind = kind};
}

struct memory_source memory_source(const struct facts *facts)
{
    claim_count = 0;
    claim(0, PAGE_BYTES, MEMORY_FRAME_ZERO);
    claim(RAM_BIOS_BUFFER_START, RAM_PROTECTED_STACK_END, MEMORY_STAGE2);
    claim(RAM_BOOT_INFO_START, RAM_BOOT_INFO_END, MEMORY_BOOT_INFO);
    /* E820 calls the BIOS's own data usable on some machines; INT 12h knows better (quirk 66). */
    claim(facts->low_memory_bytes, LOW_MEMORY_END, MEMORY_RESERVED);
    if (facts->kernel_phys) {
        claim(facts->kernel_phys, facts->stacks_phys, MEMORY_KERNEL);
        claim(facts->stacks_phys, facts->page_tables_phys, MEMORY_STACKS);
        claim(facts->page_tables_phys, facts->page_tables_phys + facts->page_tables_bytes,
              MEMORY_PAGE_TABLES);
    }
    return (struct memory_source){
        .entries = facts->raw,
        .entry_count = facts->raw_count,
        .attributes_count = facts->attributes_count,
        .claims = claims,
        .claim_count = claim_count,
        .usable_limit = facts->usable_limit,
    };
}
