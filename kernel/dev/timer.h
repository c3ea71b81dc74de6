/*
 * timer.h: the tick, 1000 times a second, and what time it is since it began.
 */
#ifndef KERNEL_DEV_TIMER_H
#define KERNEL_DEV_TIMER_H

#include "kernel/core/calibration.h"

enum { TIMER_HZ = 1000 };

/* Takes line 0 and starts the tick. Interrupts may still be off. */
void timer_start(void);

/* Called on every tick, with interrupts off; NULL for nobody. */
void timer_on_tick(void (*function)(void));

uint64_t timer_ticks(void);
uint64_t timer_milliseconds(void);

/* Sleeps until so many milliseconds have passed; interrupts have to be on. */
void timer_sleep(uint64_t milliseconds);

/* One line of the boot report: the rate, its error, and what the CPU's counter runs at. */
void timer_report(const struct calibration *tsc);

#endif
