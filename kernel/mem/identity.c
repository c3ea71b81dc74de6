/*
 * identity.c: the jump from stage2 is done; the low half goes.
 *
 * Called by main.c. The frames of its tables stay with the page tables of stage2 (boot_info).
 */
#include "kernel/mem/identity.h"

#include "common/x86/cpu.h"
#include "kernel/mem/walk.h"

void identity_drop(void)
{
    volatile uint64_t *slot_0 = (volatile uint64_t *)walk_entry_address(virt(0), 4).value;
    *slot_0 = 0;
    /* Forgets every translation of the low half, and of its tables' window [SDM3 4.10.4]. */
    cr3_write(cr3_read());
}
