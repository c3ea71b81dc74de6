/*
 * registers.h: the bits of control registers, EFER, EFLAGS and CPUID, by the manual's names.
 *
 * [SDM3 2.2.1, 2.5] [SDM1 3.4.3] [SDM2 CPUID] [APM3 E.4]. Facts only: cpu.h has the instructions.
 */
#ifndef COMMON_X86_REGISTERS_H
#define COMMON_X86_REGISTERS_H

#define CR0_PE (1u << 0)
#define CR0_EM (1u << 2)
#define CR0_TS (1u << 3)
#define CR0_ET (1u << 4)
#define CR0_NE (1u << 5)
#define CR0_WP (1u << 16)
#define CR0_AM (1u << 18)
#define CR0_NW (1u << 29)
#define CR0_CD (1u << 30)
#define CR0_PG (1u << 31)

#define CR4_PAE        (1u << 5)
#define CR4_MCE        (1u << 6)
#define CR4_PGE        (1u << 7)
#define CR4_OSFXSR     (1u << 9)
#define CR4_OSXMMEXCPT (1u << 10)
#define CR4_UMIP       (1u << 11)
#define CR4_LA57       (1u << 12)
#define CR4_PCIDE      (1u << 17)
#define CR4_OSXSAVE    (1u << 18)
#define CR4_SMEP       (1u << 20)
#define CR4_SMAP       (1u << 21)

#define MSR_EFER 0xc0000080u
#define EFER_LME (1u << 8)
#define EFER_LMA (1u << 10)
#define EFER_NXE (1u << 11)

#define EFLAGS_CF (1u << 0)
#define EFLAGS_TF (1u << 8)
#define EFLAGS_IF (1u << 9)
#define EFLAGS_DF (1u << 10)
#define EFLAGS_AC (1u << 18)
#define EFLAGS_ID (1u << 21)

/* CPUID's leaves and feature bits [SDM2 CPUID; APM3 E.4]. */
#define CPUID_0                  0u /* the highest leaf, and the vendor */
#define CPUID_1                  1u /* signature and features */
#define CPUID_7                  7u /* more features */
#define CPUID_1_ECX_SSE42        (1u << 20)
#define CPUID_1_ECX_XSAVE        (1u << 26)
#define CPUID_1_ECX_RDRAND       (1u << 30)
#define CPUID_1_EDX_TSC          (1u << 4)
#define CPUID_1_EDX_MSR          (1u << 5)
#define CPUID_1_EDX_PAE          (1u << 6)
#define CPUID_1_EDX_MCE          (1u << 7)
#define CPUID_1_EDX_APIC         (1u << 9)
#define CPUID_7_EBX_SMEP         (1u << 7)
#define CPUID_7_EBX_SMAP         (1u << 20)
#define CPUID_7_ECX_UMIP         (1u << 2)
#define CPUID_XSAVE              0xdu /* leaf: EBX is the size for what XCR0 enables, ECX for all */
#define CPUID_EXTENDED           0x80000000u
#define CPUID_EXTENDED_1         0x80000001u
#define CPUID_EXTENDED_1_EDX_NX  (1u << 20)
#define CPUID_EXTENDED_1_EDX_1G  (1u << 26) /* pages of 1 GiB */
#define CPUID_EXTENDED_1_EDX_LM  (1u << 29)
#define CPUID_EXTENDED_2         0x80000002u /* this and the next two: the brand */
#define CPUID_EXTENDED_7         0x80000007u
#define CPUID_EXTENDED_7_EDX_TSC (1u << 8) /* the counter's rate never changes */
#define CPUID_EXTENDED_8                                                                           \
    0x80000008u /* EAX 7..0: bits of a physical address, 15..8: of a virtual one */

#endif
