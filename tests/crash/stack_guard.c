/*
 * stack_guard.c: the page below the kernel's stack is not mapped.
 */
#include "gen/layout.h"
#include "common/types.h"
#include "kernel/run.h"

void kernel_run(void)
{
    volatile uint8_t *volatile guard = (volatile uint8_t *)(VIRT_KERNEL_STACK_START - 1);
    *guard = 0;
    __builtin_unreachable();
}
