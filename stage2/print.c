/*
 * print.c: stage2's text, line by line, in the colours of its parts.
 *
 * Called by everything that has something to say; hands whole pieces of lines to the console of its
 * half (real/console.c, protected/console.c), since a BIOS call a character would cost the most of
 * the whole boot.
 */
#include "stage2/print.h"

#include "common/format.h"
#include "common/pc/vga_text.h"

static uint8_t attribute;

struct line {
    char text[VGA_COLUMNS];
    size_t length;
};

static void line_flush(struct line *line)
{
    if (line->length > 0) {
        console_put(line->text, line->length, attribute);
        line->length = 0;
    }
}

static void line_put(struct line *line, char character)
{
    if (line->length == sizeof(line->text)) {
        line_flush(line);
    }
    line->text[line->length++] = character;
}

static void line_sink(void *context, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n') {
            line_put(context, '\r');
        }
        line_put(context, text[i]);
    }
}

static void print_v(const char *format, va_list arguments)
{
    struct line line = {.length = 0};
    format_to_v(line_sink, &line, format, arguments);
    line_flush(&line);
}

void print(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_v(format, arguments);
    va_end(arguments);
}

void print_step(const char *step, const char *format, ...)
{
    attribute = VGA_DARK_GRAY;
    print("[stage2] ");
    attribute = VGA_LIGHT_GRAY;
    va_list arguments;
    va_start(arguments, format);
    print("%s: ", step);
    print_v(format, arguments);
    print("\n");
    va_end(arguments);
}

void print_in_alarm(void)
{
    attribute = VGA_LIGHT_RED;
}

void die(const char *step, const char *format, ...)
{
    print_in_alarm();
    va_list arguments;
    va_start(arguments, format);
    print("[stage2] %s: error: ", step);
    print_v(format, arguments);
    print("\n");
    va_end(arguments);
    console_stop();
}
