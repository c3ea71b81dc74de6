/*
 * cpu_name.h: who made the CPU, and which one it is, from CPUID's numbers.
 */
#ifndef KERNEL_CORE_CPU_NAME_H
#define KERNEL_CORE_CPU_NAME_H

#include "common/types.h"

enum {
    CPU_VENDOR_WORDS = 3, /* EBX, EDX, ECX of leaf 0, in this order */
    CPU_BRAND_WORDS = 12, /* EAX, EBX, ECX, EDX of three extended leaves */
    CPU_VENDOR_BYTES = CPU_VENDOR_WORDS * 4 + 1,
    CPU_BRAND_BYTES = CPU_BRAND_WORDS * 4 + 1,
};

struct cpu_signature {
    uint32_t family, model, stepping;
};

/* From EAX of leaf 1, the extended fields added where they count. */
struct cpu_signature cpu_signature_read(uint32_t eax);

/* The names, ASCII and without blanks around them; "none" where all words are 0. */
void cpu_vendor_text(char text[CPU_VENDOR_BYTES], const uint32_t words[CPU_VENDOR_WORDS]);
void cpu_brand_text(char text[CPU_BRAND_BYTES], const uint32_t words[CPU_BRAND_WORDS]);

#endif
