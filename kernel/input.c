/*
 * input.c: the handlers of the keyboard and of COM1, and their streams.
 *
 * Called by main.c, input_tasks.c and test images.
 */
#include "kernel/input.h"

#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/dev/keyboard.h"
#include "kernel/dev/uart.h"
#include "kernel/print.h"

enum { KEY_BYTES = 256, SERIAL_BYTES = 4096 };

static uint8_t key_bytes[KEY_BYTES];
static uint8_t serial_bytes[SERIAL_BYTES];
static struct byte_stream keys;
static struct byte_stream serial;
static enum i8042_result keyboard;

static void keyboard_interrupt(void)
{
    uint8_t byte;
    for (uint32_t reads = 0; reads < I8042_READ_MOST && i8042_read(&byte); reads++) {
        byte_stream_push(&keys, byte);
    }
}

static bool serial_take(uint8_t byte)
{
    return byte_stream_push(&serial, byte);
}

void input_start(void)
{
    byte_stream_start(&keys, key_bytes, sizeof(key_bytes));
    byte_stream_start(&serial, serial_bytes, sizeof(serial_bytes));
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

enum i8042_result input_keyboard(void)
{
    return keyboard;
}

struct byte_stream *input_keys(void)
{
    return &keys;
}

struct byte_stream *input_serial(void)
{
    return &serial;
}

/* A lock key tells the keyboard which lights to show, and the handler takes its answers. */
bool input_decode_key(uint8_t byte, struct key_event *key)
{
    irq_state_t state = irq_save();
    bool complete = keys_take(byte, key);
    irq_restore(state);
    return complete;
}

bool input_next(struct input_event *event)
{
    uint8_t byte;
    while (byte_stream_pop(&keys, &byte)) {
        if (input_decode_key(byte, &event->key)) {
            event->source = EVENT_KEYBOARD;
            return true;
        }
    }
    event->source = EVENT_SERIAL;
    return byte_stream_pop(&serial, &event->byte);
}

/* The look and the sleep must not be parted: what came between them would be slept over. */
void input_wait(struct input_event *event)
{
    interrupts_off();
    while (!input_next(event)) {
        interrupts_on_and_wait();
        interrupts_off();
    }
    interrupts_on();
}
