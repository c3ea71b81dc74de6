/*
 * tsc.h: how fast the time stamp counter runs, measured against the interval timer.
 */
#ifndef KERNEL_DEV_TSC_H
#define KERNEL_DEV_TSC_H

#include "kernel/core/calibration.h"

/* Measures five times 10 ms, or up to sixteen times where runs are disturbed. The counter is
 * tsc_read (common/x86/cpu.h), or a test's. Whether the rate stays what it is, CPUID has to tell.
 * Called with interrupts off. */
struct calibration tsc_calibrate(uint64_t (*counter)(void));

/* What that has found, and the rate alone; 0 where it is not known. */
const struct calibration *tsc_calibration(void);
uint64_t tsc_hz(void);

#endif
