/*
 * text_write.c: the kernel's own code cannot be written.
 */
#include "common/types.h"
#include "kernel/run.h"

void kernel_run(void)
{
    volatile uint8_t *volatile code = (volatile uint8_t *)(uintptr_t)kernel_run;
    *code = 0;
    __builtin_unreachable();
}
