/*
 * vga.c: the text screen's memory and registers [VGA].
 *
 * Called by print.c. What the text does to the screen is computed in RAM by core/text_screen.c;
 * here the rows that it has changed are copied out. Video memory is read once, at the start.
 */
#include "kernel/dev/vga.h"

#include "common/x86/io.h"
#include "gen/layout.h"
#include "kernel/core/text_screen.h"

/* A cursor position that the hardware cannot have: the first vga_put writes it. */
enum { CURSOR_UNKNOWN = UINT32_MAX >> 1, BYTE_BITS = 8 };

static union text_row rows[VGA_ROWS];
static struct text_screen console = {.rows = rows, .attribute = VGA_YELLOW};
static uint32_t cursor_shown = CURSOR_UNKNOWN;

/* Volatile (row 03-8): nobody in C ever reads what is written here, and each write counts. */
static volatile uint64_t *const video = (volatile uint64_t *)VIRT_VGA_TEXT_START;

static uint8_t crtc_read(uint8_t index)
{
    out8(CRTC_INDEX, index);
    return in8(CRTC_DATA);
}

static void crtc_write(uint8_t index, uint8_t value)
{
    out8(CRTC_INDEX, index);
    out8(CRTC_DATA, value);
}

void vga_start(void)
{
    for (uint32_t i = 0; i < VGA_ROWS * TEXT_ROW_QUADS; i++) {
        rows[i / TEXT_ROW_QUADS].quads[i % TEXT_ROW_QUADS] = video[i];
    }
    uint32_t cursor = (uint32_t)crtc_read(CRTC_CURSOR_HIGH) << BYTE_BITS;
    cursor |= crtc_read(CRTC_CURSOR_LOW);
    if (cursor >= VGA_CELLS) {
        cursor = VGA_CELLS - VGA_COLUMNS; /* firmware that keeps its cursor elsewhere */
    }
    console.top = 0;
    console.row = cursor / VGA_COLUMNS;
    console.column = cursor % VGA_COLUMNS;
    console.changed = 0;
}

/* A quad holds four cells. All 20 of a row in one go: a scroll writes 500 of them, and a loop that
 * counts each costs as much again as the writing. */
static void row_write(volatile uint64_t *to, const union text_row *row)
{
#pragma GCC unroll 20
    for (uint32_t i = 0; i < TEXT_ROW_QUADS; i++) {
        to[i] = row->quads[i];
    }
}

/* Shows what has changed. Interrupted by a crash report between two writes, it may leave the cursor
 * in a wrong place; both registers that are ever selected are the cursor's. */
static void changes_show(void)
{
    const union text_row *row = text_screen_row(&console, 0);
    volatile uint64_t *to = video;
    for (uint32_t changed = console.changed & TEXT_ROWS_ALL; changed != 0; changed >>= 1) {
        if (changed & 1) {
            row_write(to, row);
        }
        to += TEXT_ROW_QUADS;
        row = row == &rows[VGA_ROWS - 1] ? rows : row + 1; /* they lie in a ring */
    }
    console.changed = 0; /* only now: whoever comes in between shows these rows too */
    const uint32_t cursor = text_screen_cursor(&console);
    if (cursor != cursor_shown) {
        cursor_shown = cursor;
        crtc_write(CRTC_CURSOR_HIGH, (uint8_t)(cursor >> BYTE_BITS));
        crtc_write(CRTC_CURSOR_LOW, (uint8_t)cursor);
    }
}

void vga_put(const char *text, size_t length)
{
    text_screen_put(&console, text, length);
    changes_show();
}

void vga_put_bytes(const char *bytes, size_t length)
{
    text_screen_put_bytes(&console, bytes, length);
    changes_show();
}

void vga_clear(void)
{
    text_screen_clear(&console);
    changes_show();
}

void vga_attribute(uint8_t attribute)
{
    console.attribute = attribute;
}

static void attribute_mode_select(void)
{
    in8(INPUT_STATUS); /* an index is what comes next */
    out8(ATTRIBUTE_WRITE, ATTRIBUTE_MODE_CONTROL | ATTRIBUTE_SCREEN_ON);
}

void vga_blink(bool blinks)
{
    attribute_mode_select();
    uint8_t mode = in8(ATTRIBUTE_READ) & (uint8_t)~ATTRIBUTE_MODE_BLINK;
    attribute_mode_select();
    out8(ATTRIBUTE_WRITE, mode | (blinks ? ATTRIBUTE_MODE_BLINK : 0));
}
