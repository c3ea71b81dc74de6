/*
 * divide.c: an exception without an error code, with registers that the report must show.
 */
#include "kernel/run.h"

void kernel_run(void)
{
    __asm__ volatile("movabs $0x1122334455667788, %%r12\n\t"
                     "xorl %%ecx, %%ecx\n\t"
                     "divl %%ecx" ::: "rax", "rcx", "rdx", "r12");
    __builtin_unreachable();
}
