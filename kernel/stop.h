/*
 * stop.h: the end of the road, after a report.
 *
 * Test images link functions of their own in the place of these two.
 */
#ifndef KERNEL_STOP_H
#define KERNEL_STOP_H

/* Called before a crash report is printed, with its first line. */
void kernel_stopping(const char *headline);

/* Halts for good. */
_Noreturn void kernel_stop(void);

#endif
