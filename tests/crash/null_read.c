/*
 * null_read.c: reading through a null pointer ends in a report that says so.
 */
#include "common/types.h"
#include "kernel/run.h"

void kernel_run(void)
{
    volatile uint32_t *volatile nowhere = NULL;
    (void)*nowhere;
    __builtin_unreachable();
}
