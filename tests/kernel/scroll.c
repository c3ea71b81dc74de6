/*
 * scroll.c: what a scroll and a line cost, and the same by moving the cells in video memory.
 *
 * tests/bench/scroll.py counts the instructions of each phase below by its name, divided by ROUNDS
 * (rows 03-5, 03-6). The other way is the plain one: each cell is read from the screen and written
 * one row further up; each byte for COM1 waits until the port has sent the one before it. In the
 * end both show the same.
 */
#include "common/format.h"
#include "common/pc/uart.h"
#include "common/pc/vga_text.h"
#include "common/string.h"
#include "common/x86/io.h"
#include "gen/layout.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/dev/pic.h"
#include "kernel/dev/vga.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"

/* Called once each, and still functions that a symbol table shows. */
#define PHASE __attribute__((noinline)) static void

enum { ROUNDS = 100, LAST = VGA_ROWS - 1 };

static const char line[] = "[kernel] a line of sixty characters, as a usual one is long\n";
enum { LINE_BYTES = sizeof(line) - 1 };
_Static_assert(LINE_BYTES == 60, "as it says");

typedef volatile uint16_t screen_row[VGA_COLUMNS];
static screen_row *const screen = (screen_row *)VIRT_VGA_TEXT_START;
static uint16_t shown[VGA_ROWS][VGA_COLUMNS];
static uint32_t plain_column;

static void plain_scroll(void)
{
    for (uint32_t row = 1; row < VGA_ROWS; row++) {
        for (uint32_t column = 0; column < VGA_COLUMNS; column++) {
            screen[row - 1][column] = screen[row][column];
        }
    }
    for (uint32_t column = 0; column < VGA_COLUMNS; column++) {
        screen[LAST][column] = VGA_LIGHT_GRAY << VGA_ATTRIBUTE_SHIFT | ' ';
    }
    plain_column = 0;
}

static void plain_put(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n' || plain_column == VGA_COLUMNS) {
            plain_scroll();
        }
        if (text[i] != '\n') {
            uint16_t cell = (uint16_t)(VGA_LIGHT_GRAY << VGA_ATTRIBUTE_SHIFT | (uint8_t)text[i]);
            screen[LAST][plain_column++] = cell;
        }
    }
}

static void plain_send(uint8_t byte)
{
    for (uint32_t reads = 0; reads < UART_WAIT_READS; reads++) {
        if (in8(UART_COM1 + UART_LSR) & UART_LSR_THRE) {
            break;
        }
    }
    out8(UART_COM1 + UART_THR, byte);
}

/* What the formatter makes goes out at once, piece by piece. */
static void plain_print(void *context, const char *text, size_t length)
{
    (void)context;
    plain_put(text, length);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n') {
            plain_send('\r');
        }
        plain_send((uint8_t)text[i]);
    }
}

PHASE phase_scroll(void)
{
    for (uint32_t i = 0; i < ROUNDS; i++) {
        vga_put("\n", 1);
    }
}

PHASE phase_line(void)
{
    for (uint32_t i = 0; i < ROUNDS; i++) {
        vga_put(line, LINE_BYTES);
    }
}

PHASE phase_plain_scroll(void)
{
    for (uint32_t i = 0; i < ROUNDS; i++) {
        plain_scroll();
    }
}

PHASE phase_plain_line(void)
{
    for (uint32_t i = 0; i < ROUNDS; i++) {
        plain_put(line, LINE_BYTES);
    }
}

/* The rest of a line leaves by the interrupts of COM1, which count as well. */
PHASE phase_print(void)
{
    for (uint32_t i = 0; i < ROUNDS; i++) {
        print("[kernel] a line of %s characters, as a usual one is long\n", "sixty");
    }
}

PHASE phase_plain_print(void)
{
    for (uint32_t i = 0; i < ROUNDS; i++) {
        format_to(plain_print, NULL, "[kernel] a line of %s characters, as a usual one is long\n",
                  "sixty");
    }
}

PHASE screen_take(void)
{
    for (uint32_t i = 0; i < VGA_CELLS; i++) {
        shown[i / VGA_COLUMNS][i % VGA_COLUMNS] = screen[i / VGA_COLUMNS][i % VGA_COLUMNS];
    }
}

static bool screen_is_the_same(void)
{
    for (uint32_t i = 0; i < VGA_CELLS; i++) {
        if (shown[i / VGA_COLUMNS][i % VGA_COLUMNS] != screen[i / VGA_COLUMNS][i % VGA_COLUMNS]) {
            return false;
        }
    }
    return true;
}

static bool lines_are_same;

PHASE print_taken(void)
{
    interrupts_off();
    screen_take();
}

_Noreturn PHASE phase_end(void)
{
    guest_check("both ways show the same", lines_are_same && screen_is_the_same());
    guest_end();
}

void kernel_run(void)
{
    interrupts_off();
    pic_mask(PIC_LINE_TIMER); /* a timer's instructions are not the screen's */
    vga_attribute(VGA_LIGHT_GRAY);
    vga_clear();
    for (uint32_t row = 0; row < VGA_ROWS; row++) {
        vga_put("\n", 1);
    }
    phase_scroll();
    phase_line();
    screen_take();
    phase_plain_scroll();
    phase_plain_line();
    lines_are_same = screen_is_the_same();
    interrupts_on();
    phase_print();
    print_taken();
    phase_plain_print();
    phase_end();
}
