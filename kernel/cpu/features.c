/*
 * features.c: CPUID's answers, and the bits of CR4 that follow from them.
 *
 * [SDM2 CPUID; SDM3 2.5, 4.6]. Called by main.c.
 */
#include "kernel/cpu/features.h"

#include "common/x86/cpu.h"
#include "kernel/cpu/cpuid.h"
#include "kernel/print.h"

enum { FXSAVE_BYTES = 512 }; /* [SDM1 10.5]: what every 64-bit CPU has at least */

struct cpu_features cpu_features_read(void)
{
    struct cpuid_leaf features = cpuid(CPUID_1, 0);
    struct cpuid_leaf more = cpuid(CPUID_7, 0);
    bool xsave = features.ecx & CPUID_1_ECX_XSAVE;
    return (struct cpu_features){
        .smep = more.ebx & CPUID_7_EBX_SMEP,
        .smap = more.ebx & CPUID_7_EBX_SMAP,
        .umip = more.ecx & CPUID_7_ECX_UMIP,
        .machine_check = features.edx & CPUID_1_EDX_MCE,
        .local_apic = features.edx & CPUID_1_EDX_APIC,
        .rdrand = features.ecx & CPUID_1_ECX_RDRAND,
        .simd_bytes = xsave ? cpuid(CPUID_XSAVE, 0).ecx : FXSAVE_BYTES,
    };
}

void cpu_features_enable(const struct cpu_features *features)
{
    cr4_write(cr4_read() | (features->smep ? CR4_SMEP : 0) | (features->smap ? CR4_SMAP : 0) |
              (features->umip ? CR4_UMIP : 0) | (features->machine_check ? CR4_MCE : 0));
}

void cpu_features_report(const struct cpu_features *features, bool nx)
{
    print_step("cpu", "guarded by WP%s%s%s%s", nx ? " NX" : "", features->smep ? " SMEP" : "",
               features->smap ? " SMAP" : "", features->umip ? " UMIP" : "");
    print_step("cpu", "SIMD stays off: its registers are %u bytes a task", features->simd_bytes);
    print_step("cpu", "local APIC %s, the PICs are in charge",
               features->local_apic ? "present" : "absent");
}
