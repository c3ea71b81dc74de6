/*
 * text_screen.h: the text screen as a model in RAM: cells, cursor, colour.
 *
 * Video memory is slow to read everywhere, so all that is ever read is here. The rows are a ring:
 * a scroll moves no cell, it makes the second row the first one and blanks what was the first.
 */
#ifndef KERNEL_CORE_TEXT_SCREEN_H
#define KERNEL_CORE_TEXT_SCREEN_H

#include "common/pc/vga_text.h"
#include "common/types.h"
#include "kernel/core/utf8.h"

enum {
    TEXT_ROW_QUADS = VGA_COLUMNS * sizeof(uint16_t) / sizeof(uint64_t),
    TEXT_ROWS_ALL = (1 << VGA_ROWS) - 1,
};

/* A row, cell by cell and as whoever copies it likes it best. */
union text_row {
    uint16_t cells[VGA_COLUMNS];
    uint64_t quads[TEXT_ROW_QUADS];
};

/* Row 03-1: a cell is a character and its colour, and 4000 bytes of them are the screen. */
_Static_assert(sizeof(union text_row) * VGA_ROWS == 4000, "80 x 25 cells of two bytes");

struct text_screen {
    union text_row *rows; /* the ring: VGA_ROWS of them, of whoever uses the screen */
    uint32_t top;         /* where in the ring the screen's first row is */
    uint32_t row, column; /* of the next character; column 80: a new row before it */
    uint32_t changed;     /* a bit for each row, by place on the screen */
    uint8_t attribute;    /* of the text that follows */
    struct utf8 utf8;     /* a character that has come in part */
};

/*
 * Writes UTF-8 in the current attribute. '\n' begins a row, and scrolls on the last one; '\r' goes
 * to column 0, '\b' one column to the left, '\t' to the next multiple of 8. A row is full with 80
 * characters; the 81st begins the next row. What has no glyph is shown as a square.
 *
 * May interrupt itself at any instruction, as a crash report does: text may get lost then, but all
 * stays within bounds.
 */
void text_screen_put(struct text_screen *screen, const char *text, size_t length);

/* The same for bytes that are no text: 0x20 to 0x7e and '\n'; any other is a square (row 03-7). */
void text_screen_put_bytes(struct text_screen *screen, const char *bytes, size_t length);

/* Blank rows in the current colour, the cursor in the first one. */
void text_screen_clear(struct text_screen *screen);

/* Where the hardware cursor belongs, in cells from the first one. */
uint32_t text_screen_cursor(const struct text_screen *screen);

/* A row by its place on the screen, 0 to VGA_ROWS - 1, as they lie in the ring. */
static inline union text_row *text_screen_row(const struct text_screen *screen, uint32_t row)
{
    const uint32_t index = screen->top + row;
    return &screen->rows[index < VGA_ROWS ? index : index - VGA_ROWS];
}

#endif
