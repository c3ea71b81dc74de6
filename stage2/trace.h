/*
 * trace.h: appends a step of the climb to the boot trace. Both halves of stage2 compile it.
 */
#ifndef STAGE2_TRACE_H
#define STAGE2_TRACE_H

#include "common/boot_step.h"

/* Notes that `step` has been reached, with the time and the registers that a climb changes. A full
 * trace keeps what it has; the last step is noted all the same. */
void trace_step(enum boot_step step);

#endif
