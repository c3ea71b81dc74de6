/*
 * apic.c: an NMI from the CPU to itself.
 *
 * [SDM3 10.4, 10.6]. Called by faults.c. The registers lie where a model-specific register says,
 * and are mapped, uncached, only for the moment. To send needs no enabling, and an NMI is received
 * even by an APIC that is disabled by software [SDM3 10.4.7.2].
 */
#include "kernel/dev/apic.h"

#include "common/x86/apic.h"
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "kernel/cpu/cpuid.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/temporary.h"

enum { SENDING_READS_MOST = 1000 };

static volatile uint32_t *apic_register(uint32_t offset)
{
    return (volatile uint32_t *)(VIRT_TEMPORARY_START + offset);
}

static bool apic_map(void)
{
    if (!(cpuid(CPUID_1, 0).edx & CPUID_1_EDX_APIC)) {
        return false;
    }
    uint64_t base = msr_read(MSR_APIC_BASE);
    if ((base & (APIC_BASE_ENABLED | APIC_BASE_X2APIC)) != APIC_BASE_ENABLED) {
        return false;
    }
    temporary_hide(address_space());
    return table_flush(space_map(address_space(), virt(VIRT_TEMPORARY_START),
                                 phys(base & APIC_BASE_ADDRESS), PAGE_LEVEL_4K,
                                 PTE_W | PTE_NX | PTE_PCD | PTE_PWT)) == TABLE_OK;
}

bool apic_nmi_self(void)
{
    if (!apic_map()) {
        return false;
    }
    /* "To myself" as a shorthand is for ordinary interrupts alone [SDM3 table 10-3]. */
    *apic_register(APIC_ICR_HIGH) = *apic_register(APIC_ID);
    *apic_register(APIC_ICR_LOW) = APIC_ICR_DELIVERY_NMI | APIC_ICR_ASSERT;
    for (uint32_t reads = 0; reads < SENDING_READS_MOST; reads++) {
        if (!(*apic_register(APIC_ICR_LOW) & APIC_ICR_PENDING)) {
            break;
        }
    }
    temporary_hide(address_space());
    return true;
}
