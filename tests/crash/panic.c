/*
 * panic.c: a panic prints its message and place, and ends the image with failure
 * (row 01-2).
 */
#include "kernel/print.h"
#include "kernel/run.h"

void kernel_run(void)
{
    panic("nothing is %s", "wrong");
}
