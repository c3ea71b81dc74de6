/*
 * run.c: the kernel stands; what it does from now on are tasks.
 *
 * Called by main.c.
 */
#include "kernel/run.h"

#include "kernel/monitor/monitor.h"
#include "kernel/print.h"
#include "kernel/tasks.h"

void kernel_run(void)
{
    tasks_start();
    monitor_start();
    print_ready();
    tasks_run();
}
