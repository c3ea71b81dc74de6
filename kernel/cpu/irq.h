/*
 * irq.h: the 16 lines of the interrupt controllers, and who handles them.
 *
 * A handler runs with interrupts off and does three things at most: read the device, put what it
 * read into a ring, wake who waits. It may not allocate and has nothing to wait for.
 */
#ifndef KERNEL_CPU_IRQ_H
#define KERNEL_CPU_IRQ_H

#include "kernel/dev/pic.h"

typedef void (*irq_handler)(void);

/* Remaps the controllers to vectors 32 to 47, all lines masked, and takes these vectors. */
void irq_start(void);

/* Gives a line its handler and opens it. */
void irq_register(uint32_t line, irq_handler handler);

/* How often each line has interrupted, spurious interrupts not counted. */
uint64_t irq_count(uint32_t line);

/* Whether the code that asks runs in a handler. */
bool irq_is_active(void);

#endif
