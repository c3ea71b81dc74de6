/*
 * text_screen.c: what a character does to the text screen.
 *
 * Called by dev/vga.c, which copies the rows that have changed to video memory [VGA]. Rows 03-5 to
 * 03-7: the last row scrolls, in the current colour; the cursor then stands in column 0.
 */
#include "kernel/core/text_screen.h"

#include "kernel/core/cp437.h"

enum { TAB_COLUMNS = 8, ASCII_FIRST = ' ', ASCII_LAST = '~' };

/* Whoever was interrupted half-way may have left anything: no index is used before this. */
static void indices_bound(struct text_screen *screen)
{
    if (screen->top >= VGA_ROWS) {
        screen->top = 0;
    }
    if (screen->row >= VGA_ROWS) {
        screen->row = VGA_ROWS - 1;
    }
    if (screen->column > VGA_COLUMNS) {
        screen->column = VGA_COLUMNS;
    }
}

static uint16_t cell_make(const struct text_screen *screen, uint8_t glyph)
{
    return (uint16_t)(screen->attribute << VGA_ATTRIBUTE_SHIFT | glyph);
}

static void row_blank(struct text_screen *screen, uint32_t row)
{
    const uint64_t every_cell = UINT64_MAX / UINT16_MAX; /* 0x0001000100010001 */
    const uint64_t blanks = every_cell * cell_make(screen, ' ');
    union text_row *blanked = text_screen_row(screen, row);
#pragma GCC unroll 20
    for (uint32_t i = 0; i < TEXT_ROW_QUADS; i++) {
        blanked->quads[i] = blanks;
    }
}

static void row_begin(struct text_screen *screen)
{
    screen->column = 0;
    if (screen->row < VGA_ROWS - 1) {
        screen->row++;
        return;
    }
    screen->top = screen->top < VGA_ROWS - 1 ? screen->top + 1 : 0;
    row_blank(screen, VGA_ROWS - 1);
    screen->changed = TEXT_ROWS_ALL;
}

static bool byte_is_printable(uint8_t byte)
{
    return byte >= ASCII_FIRST && byte <= ASCII_LAST;
}

/* Puts printable ASCII at once, as far as it and the row go; returns how much that was. */
static size_t run_put(struct text_screen *screen, const char *text, size_t length)
{
    if (screen->column >= VGA_COLUMNS) {
        row_begin(screen);
    }
    const uint32_t column = screen->column;
    const size_t room = VGA_COLUMNS - column;
    const size_t most = length < room ? length : room;
    uint16_t *cells = &text_screen_row(screen, screen->row)->cells[column];
    size_t taken = 0;
    while (taken < most && byte_is_printable((uint8_t)text[taken])) {
        cells[taken] = cell_make(screen, (uint8_t)text[taken]);
        taken++;
    }
    screen->column = column + (uint32_t)taken;
    screen->changed |= 1u << screen->row;
    return taken;
}

static void glyph_put(struct text_screen *screen, uint8_t glyph)
{
    if (screen->column >= VGA_COLUMNS) {
        row_begin(screen);
    }
    const uint32_t column = screen->column;
    text_screen_row(screen, screen->row)->cells[column] = cell_make(screen, glyph);
    screen->column = column + 1;
    screen->changed |= 1u << screen->row;
}

static void character_put(struct text_screen *screen, uint32_t character)
{
    switch (character) {
    case '\n':
        row_begin(screen);
        break;
    case '\r':
        screen->column = 0;
        break;
    case '\b':
        screen->column -= screen->column > 0;
        break;
    case '\t':
        screen->column -= screen->column % TAB_COLUMNS;
        screen->column += screen->column < VGA_COLUMNS ? TAB_COLUMNS : 0;
        break;
    default:
        glyph_put(screen, cp437_glyph(character));
    }
}

static void byte_put(struct text_screen *screen, uint8_t byte)
{
    enum utf8_step step = utf8_take(&screen->utf8, byte);
    if (step == UTF8_CUT) {
        glyph_put(screen, VGA_SQUARE);
        step = utf8_take(&screen->utf8, byte);
    }
    if (step == UTF8_DONE) {
        character_put(screen, screen->utf8.code);
    } else if (step == UTF8_INVALID) {
        glyph_put(screen, VGA_SQUARE);
    }
}

void text_screen_put(struct text_screen *screen, const char *text, size_t length)
{
    indices_bound(screen);
    for (size_t at = 0; at < length;) {
        if (screen->utf8.missing == 0 && byte_is_printable((uint8_t)text[at])) {
            at += run_put(screen, text + at, length - at); /* nearly all text */
        } else {
            byte_put(screen, (uint8_t)text[at]);
            at++;
        }
    }
}

void text_screen_put_bytes(struct text_screen *screen, const char *bytes, size_t length)
{
    indices_bound(screen);
    for (size_t i = 0; i < length; i++) {
        const uint8_t byte = (uint8_t)bytes[i];
        if (byte == '\n') {
            row_begin(screen);
        } else {
            glyph_put(screen, byte_is_printable(byte) ? byte : VGA_SQUARE);
        }
    }
}

void text_screen_clear(struct text_screen *screen)
{
    screen->top = 0;
    screen->row = 0;
    screen->column = 0;
    for (uint32_t row = 0; row < VGA_ROWS; row++) {
        row_blank(screen, row);
    }
    screen->changed = TEXT_ROWS_ALL;
}

uint32_t text_screen_cursor(const struct text_screen *screen)
{
    const uint32_t row = screen->row < VGA_ROWS ? screen->row : VGA_ROWS - 1;
    /* Behind a full row it waits on the row's last character, as terminals have it. */
    const uint32_t column = screen->column < VGA_COLUMNS ? screen->column : VGA_COLUMNS - 1;
    return row * VGA_COLUMNS + column;
}
