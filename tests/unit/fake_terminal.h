/*
 * fake_terminal.h: two displays that take the same text: a VGA screen's row and a VT100's.
 *
 * They differ where displays do differ: what follows the last column of a row, and what a character
 * is to them that they do not know.
 */
#ifndef TESTS_UNIT_FAKE_TERMINAL_H
#define TESTS_UNIT_FAKE_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TERMINAL_COLUMNS = 80, TERMINAL_ROWS = 25 };

struct terminal {
    bool waits_at_margin; /* a VT100's cursor stays in the last column until more comes */
    bool is_past_margin;
    uint32_t row, column;
    uint32_t cells[TERMINAL_ROWS][TERMINAL_COLUMNS]; /* code points */
    uint32_t scrolled;
    uint32_t code, bytes_left; /* a character that is cut in two */
    uint32_t strange_bytes;    /* that no display shows alike */
};

void terminal_start(struct terminal *terminal, bool waits_at_margin);
void terminal_put(struct terminal *terminal, const char *text, size_t length);

#endif
