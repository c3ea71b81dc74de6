/*
 * guest.h: how an image that runs in the guest tells what it found.
 *
 * Each tests/kernel/NAME.c is linked in place of kernel/run.c. The run passed only if QEMU ends
 * with status 33 and the last serial line says that nothing failed.
 */
#ifndef TESTS_KERNEL_GUEST_GUEST_H
#define TESTS_KERNEL_GUEST_GUEST_H

#include "common/types.h"

/* Counts one check and prints it: "what...\t[ok]" or "[failed]". */
void guest_check(const char *what, bool holds);

/* "TESTS: n passed, n failed", then ends the emulator through isa-debug-exit. */
_Noreturn void guest_end(void);

#endif
