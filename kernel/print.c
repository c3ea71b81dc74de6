/*
 * print.c: one formatter, two places where the text goes.
 *
 * Called from everywhere in the kernel; uses common/format.c, dev/vga.c and dev/uart.c. One call is
 * one piece of text: no interrupt handler can put its own words in the middle (row 07-7).
 */
#include "kernel/print.h"

#include "common/format.h"
#include "common/string.h"
#include "kernel/crash/crash.h"
#include "kernel/dev/uart.h"
#include "kernel/dev/vga.h"
#include "kernel/lock.h"

enum { PIECE_BYTES = 256 };

static struct lock lock;
static bool emergency;
static uint64_t lines;

/* Text on its way: gathered, since each call of vga_put also moves the cursor. */
struct piece {
    size_t length;
    char text[PIECE_BYTES];
};

static void piece_show(struct piece *piece)
{
    for (size_t i = 0; i < piece->length; i++) {
        lines += piece->text[i] == '\n';
    }
    vga_put(piece->text, piece->length);
    if (emergency) {
        uart_put_now(piece->text, piece->length);
    } else {
        uart_put(piece->text, piece->length);
    }
    piece->length = 0;
}

static void piece_take(void *context, const char *text, size_t length)
{
    struct piece *piece = context;
    while (length > 0) {
        size_t room = PIECE_BYTES - piece->length;
        size_t taken = length < room ? length : room;
        memcpy(piece->text + piece->length, text, taken);
        piece->length += taken;
        text += taken;
        length -= taken;
        if (piece->length == PIECE_BYTES) {
            piece_show(piece);
        }
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
    struct piece piece = {.length = 0};
    bool locked = begin();
    format_to_v(piece_take, &piece, format, arguments);
    piece_show(&piece);
    end(locked);
}

void print(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_v(format, arguments);
    va_end(arguments);
}

static void show_tag(void)
{
    struct piece tag = {.length = 0};
    vga_attribute(VGA_DARK_GRAY);
    format_to(piece_take, &tag, "[kernel] ");
    piece_show(&tag);
    vga_attribute(PRINT_COLOUR);
}

void print_step(const char *step, const char *format, ...)
{
    struct piece piece = {.length = 0};
    va_list arguments;
    va_start(arguments, format);
    bool locked = begin();
    show_tag();
    format_to(piece_take, &piece, "%s: ", step);
    format_to_v(piece_take, &piece, format, arguments);
    format_to(piece_take, &piece, "\n");
    piece_show(&piece);
    end(locked);
    va_end(arguments);
    crash_note(step);
}

void print_ready(void)
{
    bool locked = begin();
    show_tag();
    print("ready\n");
    end(locked);
    crash_note("ready");
}

void print_colour(uint8_t attribute)
{
    vga_attribute(attribute);
}

void print_in(uint8_t attribute, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_colour(attribute);
    print_v(format, arguments);
    print_colour(PRINT_COLOUR);
    va_end(arguments);
}

uint64_t print_lines(void)
{
    return lines;
}

void print_serial(const char *text)
{
    bool locked = begin();
    uart_put(text, strlen(text));
    end(locked);
}

void print_clear(void)
{
    static const char home_and_erase[] = "\x1b[H\x1b[2J"; /* [ECMA-48 8.3.21, 8.3.39] */
    bool locked = begin();
    vga_clear();
    uart_put(home_and_erase, sizeof(home_and_erase) - 1);
    end(locked);
}

void print_pause(bool paused)
{
    static const char shown[] = "-- more: any key goes on, q ends --";
    static const char blanks[] = "\r                                   \r";
    bool locked = begin();
    vga_attribute(VGA_LIGHT_CYAN);
    vga_put(paused ? shown : blanks, (paused ? sizeof(shown) : sizeof(blanks)) - 1);
    vga_attribute(PRINT_COLOUR);
    end(locked);
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
