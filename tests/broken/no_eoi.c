/*
 * no_eoi.c: the timer prints dots, but its interrupt is never ended, so there is one dot only
 * (row 07-3).
 *
 * Takes the place of kernel/cpu/irq.c.
 */
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/cpu/trap.h"
#include "kernel/dev/timer.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"
#include "tests/kernel/guest/test.h"

static irq_handler handlers[PIC_LINES];

static void irq_dispatch(struct trap_frame *frame)
{
    handlers[frame->vector - PIC_PRIMARY_VECTOR]();
}

void irq_start(void)
{
    pic_start();
    for (uint32_t line = 0; line < PIC_LINES; line++) {
        trap_set(VECTOR_PLAIN((uint8_t)(PIC_PRIMARY_VECTOR + line)), irq_dispatch);
    }
}

void irq_register(uint32_t line, irq_handler handler)
{
    handlers[line] = handler;
    pic_unmask(line);
}

static volatile uint32_t dots;

static void dot(void)
{
    dots++;
    print(".");
}

void kernel_run(void)
{
    interrupts_off();
    irq_start();
    irq_register(PIC_LINE_TIMER, dot);
    interrupts_on();
    for (uint32_t i = 0; i < 100000000 && dots < 10; i++) {
        __asm__ volatile("pause");
    }
    print("\n");
    guest_check("ten dots", dots == 10);
    guest_end();
}
