/*
 * pit.h: the interval timer: ticks from channel 0, a stopwatch in channel 2.
 *
 * kernel/core/clock.h has the arithmetic of its counts. Called with interrupts off.
 */
#ifndef KERNEL_DEV_PIT_H
#define KERNEL_DEV_PIT_H

#include "common/types.h"

/* From now on line 0 asks every `divisor` counts (clock_divisor). */
void pit_start(uint32_t divisor);

/* How many counts are left of the tick that is running: divisor down to 1. */
uint32_t pit_remaining(void);

/* The stopwatch starts at 0 and counts to 65535, 54.9 ms; the speaker stays silent. */
void pit_stopwatch_start(void);
uint32_t pit_stopwatch_counts(void);
void pit_stopwatch_stop(void);

#endif
