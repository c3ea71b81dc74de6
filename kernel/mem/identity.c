/*
 * identity.c: the jump from stage2 is done; the low half goes.
 *
 * Called by main.c. The frames of its tables stay with the page tables of stage2 (boot_info).
 */
#include "kernel/mem/identity.h"

#include "gen/layout.h"
#include "kernel/core/page_entry.h"
#include "kernel/core/recursive.h"
#include "kernel/mem/tlb.h"

void identity_drop(void)
{
    page_entry_write(recursive_entry(VIRT_RECURSIVE_SLOT, virt(0), PAGE_LEVELS), 0);
    /* Forgets every translation of the low half, and of its tables' window [SDM3 4.10.4]. */
    tlb_flush_all();
}
