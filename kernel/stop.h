/*
 * stop.h: the end of the road, after a report.
 */
#ifndef KERNEL_STOP_H
#define KERNEL_STOP_H

/* Halts for good. Test images link a function of their own in its place, which ends the emulator
 * with failure. */
_Noreturn void kernel_stop(void);

#endif
