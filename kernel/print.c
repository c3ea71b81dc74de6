/*
 * print.c: one formatter, two places where the text goes.
 *
 * Called from everywhere in the kernel; uses common/format.c, dev/vga.c and dev/uart.c.
 */
#include "kernel/print.h"

#include "common/format.h"
#include "common/pc/vga_text.h"
#include "kernel/dev/uart.h"
#include "kernel/dev/vga.h"
#include "kernel/stop.h"

static void print_sink(void *context, const char *text, size_t length)
{
    (void)context;
    vga_put(text, length);
    uart_put(text, length);
}

void print(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    format_to_v(print_sink, NULL, format, arguments);
    va_end(arguments);
}

void print_tag(void)
{
    print_colour(VGA_DARK_GRAY);
    print("[kernel] ");
    print_colour(VGA_LIGHT_GRAY);
}

void print_step(const char *step, const char *format, ...)
{
    print_tag();
    print("%s: ", step);
    va_list arguments;
    va_start(arguments, format);
    format_to_v(print_sink, NULL, format, arguments);
    va_end(arguments);
    print("\n");
}

void print_colour(uint8_t attribute)
{
    vga_attribute(attribute);
}

void panic_at(const char *file, int line, const char *format, ...)
{
    print_colour(VGA_LIGHT_RED);
    va_list arguments;
    va_start(arguments, format);
    print("\nPANIC: ");
    format_to_v(print_sink, NULL, format, arguments);
    va_end(arguments);
    print(" at %s:%d\n", file, line);
    kernel_stop();
}
