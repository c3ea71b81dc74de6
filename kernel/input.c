/*
 * input.c: two rings between interrupt handlers and the main line.
 *
 * Called by main.c and run.c.
 */
#include "kernel/input.h"

#include "kernel/core/ring.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/dev/keyboard.h"
#include "kernel/dev/uart.h"
#include "kernel/print.h"

enum { RING_BYTES = 256 };

static uint8_t key_bytes[RING_BYTES];
static uint8_t serial_bytes[RING_BYTES];
static struct ring keys = RING(key_bytes);
static struct ring serial = RING(serial_bytes);
static uint64_t keys_dropped;
static enum i8042_result keyboard;

static void keyboard_interrupt(void)
{
    uint8_t byte;
    for (uint32_t reads = 0; reads < I8042_READ_MOST && i8042_read(&byte); reads++) {
        keys_dropped += !ring_push(&keys, byte);
    }
}

static bool serial_take(uint8_t byte)
{
    return ring_push(&serial, byte); /* uart.c counts what finds no room */
}

void input_start(void)
{
    keyboard = keys_start();
    if (i8042_is_usable(keyboard)) {
        irq_register(PIC_LINE_KEYBOARD, keyboard_interrupt);
    }
    uart_receive(serial_take);
    if (uart_is_present()) {
        irq_register(PIC_LINE_COM1, uart_interrupt);
        uart_interrupts(true);
    }
}

void input_report(void)
{
    print_step("keyboard", "%s, layout %s", i8042_text(keyboard), keys_layout()->name);
    print_step("serial", "%s", uart_is_present() ? "COM1, by interrupts" : "no COM1");
}

bool input_next(struct input *input)
{
    uint8_t byte;
    while (ring_pop(&keys, &byte)) {
        /* A lock key tells the keyboard which lights to show, and the handler takes its answers. */
        irq_state_t state = irq_save();
        bool complete = keys_take(byte, &input->key);
        irq_restore(state);
        if (complete) {
            input->source = INPUT_KEYBOARD;
            return true;
        }
    }
    if (ring_pop(&serial, &byte)) {
        input->source = INPUT_SERIAL;
        input->byte = byte;
        return true;
    }
    return false;
}

/* The look and the sleep must not be parted: what came between them would be slept over. */
void input_wait(struct input *input)
{
    while (!input_next(input)) {
        interrupts_off();
        if (ring_count(&keys) == 0 && ring_count(&serial) == 0) {
            interrupts_on_and_wait();
        } else {
            interrupts_on();
        }
    }
}

uint64_t input_keys_dropped(void)
{
    return keys_dropped;
}
