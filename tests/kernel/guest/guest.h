/*
 * guest.h: how an image that runs in the guest tells what it found.
 *
 * tests/kernel/NAME.c either has tests (test.h), or a kernel_run of its own which makes its checks
 * and ends with guest_end. The run passed only if QEMU ends with status 33 and the last serial line
 * says that nothing failed.
 */
#ifndef TESTS_KERNEL_GUEST_GUEST_H
#define TESTS_KERNEL_GUEST_GUEST_H

#include "common/types.h"

/* One check that somebody else prints. */
void guest_count(bool holds);

/* Counts one check and prints it: "what...\t[ok]" or "[failed]". */
void guest_check(const char *what, bool holds);

/* "TESTS: n passed, n failed", then ends the emulator through isa-debug-exit. */
_Noreturn void guest_end(void);

#endif
