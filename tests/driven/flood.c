/*
 * flood.c: counts what arrives, and what becomes of it (row 07-13).
 *
 * Each sixteenth key event is told, so that whoever types knows when there is room for more in the
 * emulated queue. Escape, pressed, asks for all counters. F1 or F2, pressed, makes the kernel deaf:
 * it takes nothing until more has come than its ring for keys holds, or that for COM1.
 * tests/kernel/test_flood.py types.
 */
#include "kernel/core/checksum.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/dev/keyboard.h"
#include "kernel/dev/uart.h"
#include "kernel/input.h"
#include "kernel/print.h"
#include "kernel/run.h"

enum { BATCH = 16, DEAF_TO_KEYS = 40 * BATCH, DEAF_TO_SERIAL = 320 * BATCH };

static uint64_t events;
static uint64_t bytes;
static uint32_t bytes_checksum;

/* All that the handlers have been given, whether they had room for it or not. */
static uint64_t come(void)
{
    irq_state_t state = irq_save();
    uint64_t count = i8042_counts()->keys + uart_read_counters().received;
    irq_restore(state);
    return count;
}

static void deaf_stay(uint32_t more)
{
    uint64_t end = come() + more;
    uint64_t told = come();
    print("<deaf>\n");
    while (come() < end) {
        interrupts_on_and_wait();
        for (; told + BATCH <= come(); told += BATCH) {
            print("<batch>\n");
        }
    }
    print("<hears>\n");
}

static void counters_tell(void)
{
    uint64_t decoded = 0;
    for (uint32_t kind = 0; kind < SCANCODE_KINDS; kind++) {
        decoded += keys_decoder()->bytes[kind];
    }
    irq_state_t state = irq_save();
    const struct uart_counters uart = uart_read_counters();
    const uint64_t keys = i8042_counts()->keys;
    irq_restore(state);
    print("<events %llu, decoded %llu, keys %llu, keys_dropped %u, ", (unsigned long long)events,
          (unsigned long long)decoded, (unsigned long long)keys, input_keys()->dropped);
    print("bytes %llu, checksum %u, received %u, receive_dropped %u, ", (unsigned long long)bytes,
          bytes_checksum, uart.received, uart.receive_dropped);
    print("overruns %u, breaks %u, spoilt %u>\n", uart.overruns, uart.breaks,
          uart.parity_errors + uart.framing_errors);
}

static void key_count(const struct key_event *event)
{
    events++;
    if (event->pressed && event->key == KEY_ESCAPE) {
        counters_tell();
    } else if (event->pressed && event->key == KEY_F1) {
        deaf_stay(DEAF_TO_KEYS);
    } else if (event->pressed && event->key == KEY_F2) {
        deaf_stay(DEAF_TO_SERIAL);
    } else if (events % BATCH == 0) {
        print("<batch>\n");
    }
}

void kernel_run(void)
{
    print_ready();
    for (;;) {
        struct input_event input;
        input_wait(&input);
        if (input.source == EVENT_KEYBOARD) {
            key_count(&input.key);
        } else {
            bytes++;
            bytes_checksum = checksum(bytes_checksum, &input.byte, sizeof(input.byte));
        }
    }
}
