/*
 * no_key_read.c: a handler of line 1 that leaves the byte where it is, so that the controller has
 * no reason to interrupt again (row 07-10).
 *
 * tests/kernel/test_keys.py types three keys, then a byte on COM1, which asks for the result.
 */
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/input.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"

enum { KEYS_TYPED = 3 };

static uint32_t interrupts;

static void key_interrupt(void)
{
    interrupts++;
    print("key interrupt %u\n", interrupts);
}

void kernel_run(void)
{
    irq_register(PIC_LINE_KEYBOARD, key_interrupt);
    print_ready();
    struct input_event input;
    input_wait(&input);
    guest_check("a press and a release for each key", interrupts == 2 * KEYS_TYPED);
    guest_end();
}
