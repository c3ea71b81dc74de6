/*
 * interrupts.c: sections with interrupts off, and the longest of them.
 *
 * Called by lock.c and irq.c. The account says how late an interrupt may come: its latency.
 */
#include "kernel/cpu/interrupts.h"

static uint64_t off_since;
static uint64_t longest_off;

void irq_entered(void)
{
    off_since = tsc_read();
}

void irq_leaves(void)
{
    uint64_t ticks = tsc_read() - off_since;
    if (ticks > longest_off) {
        longest_off = ticks;
    }
}

irq_state_t irq_save(void)
{
    irq_state_t state = interrupts_are_on();
    if (state) {
        interrupts_off();
        irq_entered();
    }
    return state;
}

void irq_restore(irq_state_t state)
{
    if (state) {
        irq_leaves();
        interrupts_on();
    }
}

uint64_t irq_longest_off(void)
{
    return longest_off;
}
