/*
 * irq.c: from a vector to a line's handler, and the end of the interrupt.
 *
 * [8259A]. Called by traps.asm through trap.c.
 */
#include "kernel/cpu/irq.h"

#include "kernel/core/heap.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/trap.h"

static irq_handler handlers[PIC_LINES];
static uint64_t counts[PIC_LINES];
static bool active;

/* A line that nobody has opened should be silent. Where it is not, the count tells. */
static void nobody(void)
{
}

static void irq_dispatch(struct trap_frame *frame)
{
    uint32_t line = (uint32_t)frame->vector - PIC_PRIMARY_VECTOR;
    irq_entered();
    heap_close();
    active = true;
    if (pic_begin(line)) {
        counts[line]++;
        handlers[line]();
        pic_end(line);
    }
    active = false;
    heap_open();
    irq_leaves();
}

void irq_start(void)
{
    pic_start();
    for (uint32_t line = 0; line < PIC_LINES; line++) {
        handlers[line] = nobody;
        trap_set(VECTOR_PLAIN((uint8_t)(PIC_PRIMARY_VECTOR + line)), irq_dispatch);
    }
}

void irq_register(uint32_t line, irq_handler handler)
{
    irq_state_t state = irq_save();
    handlers[line] = handler;
    pic_unmask(line);
    irq_restore(state);
}

uint64_t irq_count(uint32_t line)
{
    return counts[line];
}

bool irq_is_active(void)
{
    return active;
}
