/*
 * print.c: one formatter, two places where the text goes.
 *
 * Called from everywhere in the kernel; uses common/format.c, dev/vga.c and dev/uart.c. One call is
 * one piece of text: no interrupt handler can put its own words in the middle (row 07-7).
 */
#include "kernel/print.h"

#include "common/format.h"
#include "kernel/crash/crash.h"
#include "kernel/dev/uart.h"
#include "kernel/dev/vga.h"
#include "kernel/lock.h"

static struct lock lock;
static bool emergency;

static void print_sink(void *context, const char *text, size_t length)
{
    (void)context;
    vga_put(text, length);
    if (emergency) {
        uart_put_now(text, length);
    } else {
        uart_put(text, length);
    }
}

/* The lock is found taken only by what has interrupted its holder, an exception or an NMI: waiting
 * would be for ever, so that text goes out amid the other. */
static bool begin(void)
{
    return !emergency && lock_try(&lock);
}

static void end(bool locked)
{
    if (locked) {
        lock_release(&lock);
    }
}

void print_emergency(void)
{
    interrupts_off();
    emergency = true;
}

void print_v(const char *format, va_list arguments)
{
    bool locked = begin();
    format_to_v(print_sink, NULL, format, arguments);
    end(locked);
}

void print(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_v(format, arguments);
    va_end(arguments);
}

static void put_tag(void)
{
    vga_attribute(VGA_DARK_GRAY);
    print_sink(NULL, "[kernel] ", sizeof("[kernel] ") - 1);
    vga_attribute(PRINT_COLOUR);
}

void print_step(const char *step, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    bool locked = begin();
    put_tag();
    format_to(print_sink, NULL, "%s: ", step);
    format_to_v(print_sink, NULL, format, arguments);
    print_sink(NULL, "\n", 1);
    end(locked);
    va_end(arguments);
    crash_note(step);
}

void print_ready(void)
{
    bool locked = begin();
    put_tag();
    print_sink(NULL, "ready\n", sizeof("ready\n") - 1);
    end(locked);
    crash_note("ready");
}

void print_colour(uint8_t attribute)
{
    vga_attribute(attribute);
}

void panic_at(const char *file, int line, const char *format, ...)
{
    char message[PANIC_MESSAGE_MOST];
    va_list arguments;
    va_start(arguments, format);
    format_buffer_v(message, sizeof(message), format, arguments);
    va_end(arguments);
    crash_headline("PANIC: %s at %s:%d", message, file, line);
    crash_with_registers();
}
