/*
 * cpu.h: the CPU gate: whether this CPU can climb.
 */
#ifndef STAGE2_REAL_CPU_H
#define STAGE2_REAL_CPU_H

#include "stage2/facts.h"

enum {
    CPU_NAME_BYTES = 48 + 1, /* the longest brand string [SDM2 CPUID] and a NUL */
};

/* What the CPU is called, and what it lacks of what the climb needs: null where it can climb. */
struct cpu {
    char name[CPU_NAME_BYTES];
    const char *missing;
};

/* Asks CPUID, where there is one, and notes NX and SSE4.2 in facts. */
struct cpu cpu_ask(struct facts *facts);

#endif
