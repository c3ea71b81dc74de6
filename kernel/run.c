/*
 * run.c: nothing is left to do: wait, and cost nothing.
 *
 * Called by main.c. Interrupts stay off, since no device has a handler yet.
 */
#include "kernel/run.h"

#include "kernel/cpu/halt.h"
#include "kernel/print.h"

void kernel_run(void)
{
    print_tag();
    print("ready\n");
    cpu_halt();
}
