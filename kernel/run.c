/*
 * run.c: nothing is left to do: wait, and cost nothing.
 *
 * Called by main.c.
 */
#include "kernel/run.h"

#include "kernel/cpu/halt.h"
#include "kernel/print.h"

void kernel_run(void)
{
    print_ready();
    cpu_halt();
}
