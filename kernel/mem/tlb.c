/*
 * tlb.c: forgets every translation.
 *
 * [SDM3 4.10.4.1]. Called where more changes than single pages: a whole slot, a whole space.
 */
#include "kernel/mem/tlb.h"

#include "common/x86/cpu.h"

void tlb_flush_all(void)
{
    uintptr_t cr4 = cr4_read();
    if ((cr4 & CR4_PGE) != 0) {
        /* A new CR3 leaves global pages alone; a change of PGE does not. */
        cr4_write(cr4 & ~(uintptr_t)CR4_PGE);
        cr4_write(cr4);
        return;
    }
    cr3_write(cr3_read());
}
