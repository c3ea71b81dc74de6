/*
 * fake_cpu.h: a processor with an interrupt flag, and an executor that runs on it.
 */
#ifndef TESTS_UNIT_FAKE_CPU_H
#define TESTS_UNIT_FAKE_CPU_H

#include "kernel/core/executor.h"

extern struct executor executor;
extern const struct executor_machine cpu_machine;

extern struct fake_cpu {
    bool is_off;           /* interrupts are off */
    bool is_pending;       /* one came meanwhile */
    uint32_t handled;      /* how many were */
    void (*handler)(void); /* what the device's interrupt does */
    void (*asleep)(void);  /* what ends a sleep when nothing is pending */
} cpu;

/* Starts the executor, with memory for a few tasks. */
void cpu_begin(void (*handler)(void), void (*asleep)(void));

/* Ends it; all memory has to be back. */
void cpu_end(void);

/* The interrupt is taken. */
void cpu_handle(void);

/* Prepares, runs the scenario, checks and ends: once without an interrupt, and once with one before
 * each instruction of the scenario. */
void cpu_every_instruction(void (*prepare)(void), void (*scenario)(void *),
                           void (*check)(bool struck));

#endif
