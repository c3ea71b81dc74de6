/*
 * cpu_identity.h: who the CPU says it is.
 */
#ifndef KERNEL_CPU_CPU_IDENTITY_H
#define KERNEL_CPU_CPU_IDENTITY_H

#include "kernel/core/cpu_name.h"

struct cpu_identity {
    char vendor[CPU_VENDOR_BYTES];
    char brand[CPU_BRAND_BYTES];
    struct cpu_signature signature;
    uint32_t physical_bits, virtual_bits; /* of an address */
};

struct cpu_identity cpu_identity_read(void);

#endif
