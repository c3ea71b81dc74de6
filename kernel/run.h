/*
 * run.h: what the kernel does once it stands.
 */
#ifndef KERNEL_RUN_H
#define KERNEL_RUN_H

/* The kernel proper waits; each test image links a function of its own in its place. */
_Noreturn void kernel_run(void);

#endif
