/*
 * monitor.h: a prompt from which every mechanism of the machine can be looked at.
 */
#ifndef KERNEL_MONITOR_MONITOR_H
#define KERNEL_MONITOR_MONITOR_H

#include "kernel/core/future.h"

/* Spawns the monitor and the tasks that feed it; the prompt appears when they run. */
void monitor_start(void);

#endif
