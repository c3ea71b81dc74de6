/*
 * misuse.c: a future that is used as no future may be ends the kernel.
 *
 * The hook of kernel/core/future.h.
 */
#include "kernel/core/future.h"
#include "kernel/print.h"

void future_misused(const char *future, const char *how)
{
    panic("task: %s: %s", future, how);
}
