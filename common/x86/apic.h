/*
 * apic.h: the local APIC's registers, by the manual's names [SDM3 10.4, 10.6].
 */
#ifndef COMMON_X86_APIC_H
#define COMMON_X86_APIC_H

#define MSR_APIC_BASE         0x1bu
#define APIC_BASE_X2APIC      (1u << 10) /* reached by MSRs, no longer in memory */
#define APIC_BASE_ENABLED     (1u << 11)
#define APIC_BASE_ADDRESS     0x000ffffffffff000ull
#define APIC_ID               0x020u /* offsets of registers, 32 bits each */
#define APIC_ICR_LOW          0x300u /* the interrupt command; writing this half sends it */
#define APIC_ICR_HIGH         0x310u /* the receiver, where APIC_ID has its own number */
#define APIC_ICR_DELIVERY_NMI (4u << 8)
#define APIC_ICR_PENDING      (1u << 12)
#define APIC_ICR_ASSERT       (1u << 14)

#endif
