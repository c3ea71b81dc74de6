/*
 * stop.c: what the kernel does after it has told why it cannot go on.
 *
 * Called by crash.c. Nothing reboots by itself: the text on the
 * screen is there to be read.
 */
#include "kernel/stop.h"

#include "kernel/cpu/halt.h"
#include "kernel/dev/uart.h"
#include "kernel/print.h"

void kernel_stopping(const char *headline)
{
    (void)headline; /* it is printed anyway */
}

void kernel_stop(void)
{
    print("Stopped. Reset the machine or switch it off.\n");
    uart_flush();
    cpu_halt();
}
