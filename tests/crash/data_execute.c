/*
 * data_execute.c: data cannot be executed where the CPU has NX.
 */
#include "common/types.h"
#include "kernel/run.h"

void kernel_run(void)
{
    static uint8_t near_return = 0xc3;
    void (*volatile code)(void) = (void (*)(void))(uintptr_t)&near_return;
    code();
    __builtin_unreachable();
}
