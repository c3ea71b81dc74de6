/*
 * triple_fault.c: a breakpoint for which there is no handler [SDM3 6.15].
 *
 * Called by power.c, and by an image that resets where it must not.
 */
#include "kernel/cpu/triple_fault.h"

#include "kernel/cpu/halt.h"
#include "kernel/cpu/table_pointer.h"

void cpu_triple_fault(void)
{
    const struct table_pointer nothing = {0, 0};
    __asm__ volatile("lidt %0\n\tint3" ::"m"(nothing));
    cpu_halt();
}
