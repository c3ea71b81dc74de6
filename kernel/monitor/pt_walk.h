/*
 * pt_walk.h: how the CPU translates an address, told step by step.
 */
#ifndef KERNEL_MONITOR_PT_WALK_H
#define KERNEL_MONITOR_PT_WALK_H

#include "common/types.h"

void pt_walk_print(virt_t address);

#endif
