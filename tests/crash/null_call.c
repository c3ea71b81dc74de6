/*
 * null_call.c: calling through a null pointer ends in a report that says so.
 */
#include "common/types.h"
#include "kernel/run.h"

void kernel_run(void)
{
    void (*volatile nothing)(void) = NULL;
    nothing();
    __builtin_unreachable();
}
