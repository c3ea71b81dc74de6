/*
 * low_read.c: stage2's memory is out of reach once the kernel runs.
 */
#include "gen/layout.h"
#include "common/types.h"
#include "kernel/run.h"

void kernel_run(void)
{
    volatile uint32_t *volatile stage2 = (volatile uint32_t *)RAM_STAGE2_START;
    (void)*stage2;
    __builtin_unreachable();
}
