/*
 * fake_terminal.c: two displays that take the same text: a VGA screen's row and a VT100's.
 */
#include "tests/unit/fake_terminal.h"

#include <string.h>

static void row_blank(struct terminal *terminal, uint32_t row)
{
    for (uint32_t i = 0; i < TERMINAL_COLUMNS; i++) {
        terminal->cells[row][i] = ' ';
    }
}

void terminal_start(struct terminal *terminal, bool waits_at_margin)
{
    *terminal = (struct terminal){.waits_at_margin = waits_at_margin};
    for (uint32_t i = 0; i < TERMINAL_ROWS; i++) {
        row_blank(terminal, i);
    }
}

static void new_line(struct terminal *terminal)
{
    terminal->column = 0;
    terminal->is_past_margin = false;
    if (++terminal->row == TERMINAL_ROWS) {
        terminal->row--;
        terminal->scrolled++;
        memmove(terminal->cells[0], terminal->cells[1],
                (TERMINAL_ROWS - 1) * sizeof(terminal->cells[0]));
        row_blank(terminal, terminal->row);
    }
}

static void show(struct terminal *terminal, uint32_t code)
{
    if (terminal->is_past_margin) {
        new_line(terminal);
    }
    terminal->cells[terminal->row][terminal->column++] = code;
    if (terminal->column == TERMINAL_COLUMNS) {
        terminal->column--;
        terminal->is_past_margin = true;
        if (!terminal->waits_at_margin) {
            new_line(terminal);
        }
    }
}

static void put_byte(struct terminal *terminal, uint8_t byte)
{
    if (terminal->bytes_left > 0 && byte >> 6 == 2) {
        terminal->code = terminal->code << 6 | (byte & 0x3f);
        if (--terminal->bytes_left == 0) {
            show(terminal, terminal->code);
        }
    } else if (terminal->bytes_left == 0 && (byte >= 0xf0 ? 0 : byte >= 0xc2)) {
        terminal->bytes_left = byte >= 0xe0 ? 2 : 1;
        terminal->code = byte & (byte >= 0xe0 ? 0xf : 0x1f);
    } else if (byte == '\b' && terminal->column > 0) {
        terminal->column--;
        terminal->is_past_margin = false;
    } else if (byte == '\n') {
        new_line(terminal);
    } else if (byte >= ' ' && byte <= '~' && terminal->bytes_left == 0) {
        show(terminal, byte);
    } else {
        terminal->strange_bytes++;
    }
}

void terminal_put(struct terminal *terminal, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        put_byte(terminal, (uint8_t)text[i]);
    }
}
