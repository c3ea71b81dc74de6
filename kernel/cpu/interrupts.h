/*
 * interrupts.h: RFLAGS.IF, and how long it has been off.
 *
 * [SDM3 6.8.1]. A section with interrupts off is the one thing on a single CPU that keeps an
 * interrupt handler and the code it interrupts apart. It may be nested: what is restored is what
 * was found.
 */
#ifndef KERNEL_CPU_INTERRUPTS_H
#define KERNEL_CPU_INTERRUPTS_H

#include "common/x86/cpu.h"

/* True if interrupts were on. */
typedef bool irq_state_t;

static inline bool interrupts_are_on(void)
{
    return eflags_read() & EFLAGS_IF;
}

/* The memory clobbers keep the compiler from moving an access out of the section. */
static inline void interrupts_on(void)
{
    __asm__ volatile("sti" ::: "memory");
}

static inline void interrupts_off(void)
{
    __asm__ volatile("cli" ::: "memory");
}

/* Sleeps until the next interrupt, which it lets in. STI takes effect only after the instruction
 * that follows it, so nothing can come between the two and be slept over [SDM2 STI]. */
static inline void interrupts_on_and_wait(void)
{
    __asm__ volatile("sti; hlt" ::: "memory");
}

/* Turns interrupts off and remembers how it was. */
irq_state_t irq_save(void);
void irq_restore(irq_state_t state);

/* For interrupts.c's own account: the CPU itself has turned interrupts off, and will turn them on
 * again behind this pair. */
void irq_entered(void);
void irq_leaves(void);

/* The longest time that interrupts were off so far, in TSC ticks. */
uint64_t irq_longest_off(void);

#endif
