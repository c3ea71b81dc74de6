/*
 * cpu_identity.c: CPUID's answers about the CPU itself [SDM2 CPUID].
 *
 * Called by the commands `cpu` and `report`.
 */
#include "kernel/cpu/cpu_identity.h"

#include "kernel/cpu/cpuid.h"

enum { LEAF_WORDS = 4, BYTE = 0xff, BYTE_BITS = 8 };

static void brand_read(char text[CPU_BRAND_BYTES])
{
    uint32_t words[CPU_BRAND_WORDS];
    for (uint32_t i = 0; i < CPU_BRAND_WORDS; i += LEAF_WORDS) {
        struct cpuid_leaf leaf = cpuid(CPUID_EXTENDED_2 + i / LEAF_WORDS, 0);
        words[i] = leaf.eax;
        words[i + 1] = leaf.ebx;
        words[i + 2] = leaf.ecx;
        words[i + 3] = leaf.edx;
    }
    cpu_brand_text(text, words);
}

struct cpu_identity cpu_identity_read(void)
{
    struct cpuid_leaf vendor = cpuid(CPUID_0, 0);
    uint32_t bits = cpuid(CPUID_EXTENDED_8, 0).eax;
    struct cpu_identity identity = {
        .signature = cpu_signature_read(cpuid(CPUID_1, 0).eax),
        .physical_bits = bits & BYTE,
        .virtual_bits = bits >> BYTE_BITS & BYTE,
    };
    cpu_vendor_text(identity.vendor,
                    (const uint32_t[CPU_VENDOR_WORDS]){vendor.ebx, vendor.edx, vendor.ecx});
    brand_read(identity.brand);
    return identity;
}
