/*
 * features.h: what the CPU can do for our safety, and what it is that we leave unused.
 */
#ifndef KERNEL_CPU_FEATURES_H
#define KERNEL_CPU_FEATURES_H

#include "common/types.h"

struct cpu_features {
    bool smep;           /* the kernel cannot execute a page of ring 3 */
    bool smap;           /* nor read or write one by mistake */
    bool umip;           /* ring 3 cannot read where our descriptor tables lie */
    bool machine_check;  /* broken hardware raises #MC, where it would shut down */
    bool local_apic;     /* there, but the PICs stay in charge */
    bool rdrand;         /* random numbers by instruction */
    uint32_t simd_bytes; /* what saving all registers of SIMD takes, by XSAVE or FXSAVE */
};

/* What this CPU has; asks it each time. */
struct cpu_features cpu_features_read(void);

/* Turns on what there is of SMEP, SMAP, UMIP and machine checks. */
void cpu_features_enable(const struct cpu_features *features);

/* What the boot report says of the CPU. */
void cpu_features_report(const struct cpu_features *features, bool nx);

#endif
