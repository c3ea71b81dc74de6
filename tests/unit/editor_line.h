/*
 * editor_line.h: a fresh editor before each test, and the line as both displays must show it.
 */
#ifndef TESTS_UNIT_EDITOR_LINE_H
#define TESTS_UNIT_EDITOR_LINE_H

#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/editor_bench.h"

static inline int line_setup(void **state)
{
    (void)state;
    bench_start();
    return 0;
}

static inline void assert_line(const char *text, uint32_t cursor)
{
    char row[LINE_BYTES + sizeof(BENCH_PROMPT)];
    strcat(strcpy(row, BENCH_PROMPT), text);
    assert_string_equal(bench.editor.text, text);
    assert_true(bench_shows(row, (uint32_t)strlen(BENCH_PROMPT) + cursor));
}

#endif
