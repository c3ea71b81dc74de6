/*
 * halt.h: the end.
 */
#ifndef KERNEL_CPU_HALT_H
#define KERNEL_CPU_HALT_H

/* Sleeps for ever, interrupts off. An NMI would wake it, so it is a loop. */
static inline _Noreturn void cpu_halt(void)
{
    for (;;) {
        __asm__ volatile("cli; hlt");
    }
}

#endif
