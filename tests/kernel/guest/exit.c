/*
 * exit.c: the way out of a test image.
 */
#include "tests/kernel/guest/exit.h"

#include "common/x86/io.h"
#include "kernel/cpu/halt.h"
#include "kernel/dev/uart.h"

enum {
    DEBUG_EXIT = 0xf4, /* QEMU's status is twice the value, plus 1 (row 04-4) */
    DEBUG_EXIT_SUCCESS = 0x10,
    DEBUG_EXIT_FAILURE = 0x11,
};

void guest_exit(bool success)
{
    uart_flush();
    out32(DEBUG_EXIT, success ? DEBUG_EXIT_SUCCESS : DEBUG_EXIT_FAILURE);
    cpu_halt(); /* the emulator may run on for a while */
}
