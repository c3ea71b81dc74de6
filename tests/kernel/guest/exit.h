/*
 * exit.h: ends the emulator from inside, through QEMU's isa-debug-exit device.
 */
#ifndef TESTS_KERNEL_GUEST_EXIT_H
#define TESTS_KERNEL_GUEST_EXIT_H

#include "common/types.h"

/* QEMU ends with status 33 for success, 35 for failure. */
_Noreturn void guest_exit(bool success);

#endif
