/*
 * editor_bench.h: a line editor on two displays, and what a test wants to know of all three.
 */
#ifndef TESTS_UNIT_EDITOR_BENCH_H
#define TESTS_UNIT_EDITOR_BENCH_H

#include "kernel/core/line_editor.h"
#include "tests/unit/fake_terminal.h"

#define BENCH_PROMPT "ascent> "

extern struct editor_bench {
    struct line_editor editor;
    struct line_history history;
    struct terminal screen, serial;
    uint32_t bells;
    uint32_t bytes; /* that were sent since this was last set to 0 */
} bench;

/* A new editor with an empty history and a new line; commands are what Tab completes. */
void bench_start(void);

enum line_result bench_press(enum input_kind kind);
enum line_result bench_control(char letter);

/* Types ASCII text; a '\n' is Enter, after which the next line begins. */
void bench_type(const char *text);

/* Both displays show this row, from column 0, with the cursor in that column. */
bool bench_shows(const char *row, uint32_t column);

/* The displays agree with each other and with what the editor's text and cursor demand: prompt, the
 * text from the first column that is shown, marks where it goes on, the cursor on its character. */
bool bench_is_consistent(void);

#endif
