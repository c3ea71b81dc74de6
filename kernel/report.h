/*
 * report.h: what the kernel says of itself and of the machine when it comes up.
 */
#ifndef KERNEL_REPORT_H
#define KERNEL_REPORT_H

#include "common/boot_info.h"
#include "kernel/core/calibration.h"
#include "kernel/cpu/cpu_state.h"

/* The greeting, and the banner with version and build ID. */
void report_hello(const struct boot_info *info);

/* How the machine was booted, what memory it has, and in which state the CPU is. */
void report_boot(const struct boot_info *info, const struct cpu_state *entry);

/* Date and time, from the clock that goes on while the machine is off. */
void report_date(void);

/* The longest time with interrupts off so far. */
void report_interrupts(const struct calibration *tsc);

#endif
