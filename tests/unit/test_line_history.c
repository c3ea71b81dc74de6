/*
 * test_line_history.c: kernel/core/line_history.c: a full store, long lines, lines entered again.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/core/line_history.h"
#include "tests/unit/cmocka_headers.h"

static void test_newest_first(void **state)
{
    (void)state;
    struct line_history history = {0};
    assert_null(history_line(&history, 1));
    history_add(&history, "a");
    history_add(&history, "b");
    assert_string_equal(history_line(&history, 1), "b");
    assert_string_equal(history_line(&history, 2), "a");
    assert_null(history_line(&history, 3));
    assert_null(history_line(&history, 0));
    assert_null(history_line(&history, UINT32_MAX));
}

static void test_a_full_store_forgets_the_oldest(void **state)
{
    (void)state;
    struct line_history history = {0};
    char line[LINE_BYTES];
    for (int i = 0; i < 3 * HISTORY_LINES; i++) {
        snprintf(line, sizeof(line), "line %d", i);
        history_add(&history, line);
    }
    assert_int_equal(history.count, HISTORY_LINES);
    for (int age = 1; age <= HISTORY_LINES; age++) {
        snprintf(line, sizeof(line), "line %d", 3 * HISTORY_LINES - age);
        assert_string_equal(history_line(&history, (uint32_t)age), line);
    }
}

static void test_a_line_entered_again_moves(void **state)
{
    (void)state;
    struct line_history history = {0};
    const char *lines[] = {"heap", "heap 1", "irq", "heap"};
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        history_add(&history, lines[i]);
    }
    assert_int_equal(history.count, 3);
    assert_string_equal(history_line(&history, 1), "heap");
    assert_string_equal(history_line(&history, 2), "irq");
    assert_string_equal(history_line(&history, 3), "heap 1"); /* only begins like it */
    history_add(&history, history_line(&history, 3));         /* from the store itself */
    assert_string_equal(history_line(&history, 1), "heap 1");
    assert_int_equal(history.count, 3);
}

static void test_a_line_that_begins_like_another(void **state)
{
    (void)state;
    struct line_history history = {0};
    history_add(&history, "heap 1");
    history_add(&history, "heap");
    assert_int_equal(history.count, 2);
    assert_string_equal(history_line(&history, 2), "heap 1");
}

static void test_blank_lines_are_not_kept(void **state)
{
    (void)state;
    struct line_history history = {0};
    history_add(&history, "");
    history_add(&history, "   ");
    assert_int_equal(history.count, 0);
}

static void test_the_longest_line(void **state)
{
    (void)state;
    struct line_history history = {0};
    char line[LINE_BYTES + 10];
    memset(line, 'x', sizeof(line));
    line[LINE_MOST] = '\0';
    history_add(&history, line);
    assert_string_equal(history_line(&history, 1), line);
    line[LINE_MOST] = 'y'; /* too long: what fits is kept, which is the same line */
    line[LINE_BYTES] = '\0';
    history_add(&history, line);
    assert_int_equal(history.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_newest_first),
        cmocka_unit_test(test_a_full_store_forgets_the_oldest),
        cmocka_unit_test(test_a_line_entered_again_moves),
        cmocka_unit_test(test_a_line_that_begins_like_another),
        cmocka_unit_test(test_blank_lines_are_not_kept),
        cmocka_unit_test(test_the_longest_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
