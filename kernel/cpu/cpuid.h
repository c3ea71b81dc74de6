/*
 * cpuid.h: what the CPU says of itself [SDM2 CPUID].
 */
#ifndef KERNEL_CPU_CPUID_H
#define KERNEL_CPU_CPUID_H

#include "common/types.h"
#include "common/x86/registers.h"

struct cpuid_leaf {
    uint32_t eax, ebx, ecx, edx;
};

/* One leaf; all zero where the CPU has none of this number, since it would answer with another's.
 * Basic leaves and those from CPUID_EXTENDED up each tell in their first how far they go. */
static inline struct cpuid_leaf cpuid(uint32_t leaf, uint32_t subleaf)
{
    struct cpuid_leaf out;
    uint32_t first = leaf & CPUID_EXTENDED;
    __asm__("cpuid" : "=a"(out.eax), "=b"(out.ebx), "=c"(out.ecx), "=d"(out.edx) : "a"(first));
    if (leaf > out.eax) {
        return (struct cpuid_leaf){0};
    }
    __asm__("cpuid"
            : "=a"(out.eax), "=b"(out.ebx), "=c"(out.ecx), "=d"(out.edx)
            : "a"(leaf), "c"(subleaf));
    return out;
}

#endif
