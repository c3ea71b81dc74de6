/*
 * test_line_editor.c: kernel/core/line_editor.c, key by key, on two displays at the same time.
 */
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/editor_line.h"

static void test_prompt(void **state)
{
    (void)state;
    assert_line("", 0);
    assert_int_equal(bench.bytes, strlen(BENCH_PROMPT));
}

static void test_a_character_at_the_end_costs_one_byte(void **state)
{
    (void)state;
    bench_type("dum");
    bench.bytes = 0;
    bench_type("p");
    assert_line("dump", 4);
    assert_int_equal(bench.bytes, 1);
}

static void test_a_character_in_the_middle_costs_the_rest_of_the_row(void **state)
{
    (void)state;
    bench_type("dmp");
    bench_press(INPUT_LEFT);
    bench_press(INPUT_LEFT);
    bench.bytes = 0;
    bench_type("u");
    assert_line("dump", 2);
    assert_int_equal(bench.bytes, 3 + 2);
}

static void test_moving(void **state)
{
    (void)state;
    bench_type("dump 0x1000");
    bench_press(INPUT_LEFT);
    assert_line("dump 0x1000", 10);
    bench_press(INPUT_HOME);
    assert_line("dump 0x1000", 0);
    bench_press(INPUT_RIGHT);
    assert_line("dump 0x1000", 1);
    bench_press(INPUT_END);
    assert_line("dump 0x1000", 11);
    bench_control('A');
    assert_line("dump 0x1000", 0);
    bench_control('E');
    assert_line("dump 0x1000", 11);
    assert_int_equal(bench.bells, 0);
}

static void test_deleting(void **state)
{
    (void)state;
    bench_type("dump 0x1000");
    bench_press(INPUT_BACKSPACE);
    assert_line("dump 0x100", 10);
    bench_control('A');
    bench_press(INPUT_DELETE);
    assert_line("ump 0x100", 0);
    bench_press(INPUT_RIGHT);
    bench_press(INPUT_RIGHT);
    bench_press(INPUT_BACKSPACE);
    assert_line("up 0x100", 1);
    bench_control('K');
    assert_line("u", 1);
    bench_type("vwxyz");
    bench_press(INPUT_LEFT);
    bench_control('U');
    assert_line("z", 0);
    assert_int_equal(bench.bells, 0);
}

static void test_what_cannot_be_done_rings_the_bell(void **state)
{
    (void)state;
    const enum input_kind kinds[] = {INPUT_LEFT,   INPUT_RIGHT, INPUT_BACKSPACE,
                                     INPUT_DELETE, INPUT_UP,    INPUT_DOWN};
    for (uint32_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        assert_int_equal(bench_press(kinds[i]), LINE_GOES_ON);
        assert_int_equal(bench.bells, i + 1);
        assert_line("", 0);
    }
}

static void test_other_keys_do_nothing(void **state)
{
    (void)state;
    bench_type("pt");
    const enum input_kind kinds[] = {INPUT_NONE, INPUT_ESCAPE, INPUT_PAGE_UP, INPUT_PAGE_DOWN};
    for (uint32_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        assert_int_equal(bench_press(kinds[i]), LINE_GOES_ON);
    }
    assert_int_equal(bench_control('Z'), LINE_GOES_ON);
    assert_line("pt", 2);
    assert_int_equal(bench.bells, 0);
}

static void test_entering(void **state)
{
    (void)state;
    bench_type("pt 0x10");
    bench_press(INPUT_HOME);
    assert_int_equal(bench_press(INPUT_ENTER), LINE_ENTERED);
    assert_string_equal(bench.editor.text, "pt 0x10");
    assert_true(bench_shows("", 0));
    line_editor_start(&bench.editor);
    assert_line("", 0);
}

static void test_giving_up(void **state)
{
    (void)state;
    bench_type("poweroff");
    assert_int_equal(bench_control('C'), LINE_CANCELLED);
    assert_string_equal(bench.editor.text, "");
    const char row[] = BENCH_PROMPT "poweroff^C";
    for (uint32_t i = 0; i < sizeof(row) - 1; i++) {
        assert_int_equal(bench.screen.cells[0][i], row[i]);
    }
    line_editor_start(&bench.editor);
    assert_line("", 0);
    assert_null(history_line(&bench.history, 1));
}

/* In the last column the mark has no room: it would wrap, and not the same on both displays. */
static void test_giving_up_at_every_length(void **state)
{
    (void)state;
    for (uint32_t length = 60; length < 80; length++) {
        for (uint32_t i = 0; i < length; i++) {
            bench_type("y");
        }
        bench_control('C');
        line_editor_start(&bench.editor);
        assert_line("", 0);
    }
    assert_int_equal(bench.screen.row, 20);
}

static void test_clearing_the_screen_keeps_the_line(void **state)
{
    (void)state;
    bench_type("heap");
    bench_press(INPUT_LEFT);
    assert_int_equal(bench_control('L'), LINE_CLEAR);
    terminal_start(&bench.screen, false);
    terminal_start(&bench.serial, true);
    line_editor_show(&bench.editor);
    assert_line("heap", 3);
}

/* Row by row: 255 are taken, each of the others rings, and what is entered is what was taken. */
static void test_a_line_of_1000_characters(void **state)
{
    (void)state;
    char expected[LINE_BYTES] = "";
    for (uint32_t i = 0; i < 1000; i++) {
        const char text[] = {(char)('a' + i % 26), '\0'};
        bench_type(text);
        if (i < LINE_MOST) {
            strcat(expected, text);
        }
        assert_int_equal(bench.bells, i < LINE_MOST ? 0 : i + 1 - LINE_MOST);
        assert_true(bench_is_consistent());
    }
    for (uint32_t i = 0; i < LINE_MOST; i++) {
        bench_press(INPUT_LEFT);
        assert_true(bench_is_consistent());
    }
    for (uint32_t i = 0; i < LINE_MOST; i++) {
        bench_press(INPUT_RIGHT);
        assert_true(bench_is_consistent());
    }
    assert_int_equal(bench.editor.cursor, LINE_MOST);
    assert_int_equal(bench.screen.row, 0);
    assert_int_equal(bench_press(INPUT_ENTER), LINE_ENTERED);
    assert_string_equal(bench.editor.text, expected);
}

/* One row, whose hidden part is marked. */
static void test_marks_of_a_long_line(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 70; i++) {
        bench_type("x");
    }
    const uint32_t *row = bench.screen.cells[0];
    assert_int_equal(row[8], 'x');
    bench_type("x"); /* the cursor would now stand in the last column */
    assert_int_equal(row[8], '<');
    bench_press(INPUT_HOME);
    assert_int_equal(row[8], 'x');
    assert_int_equal(row[78], '>');
    bench_press(INPUT_DELETE);
    assert_int_equal(row[78], ' ');
}

static void test_characters_beyond_ascii(void **state)
{
    (void)state;
    const struct input umlaut = {INPUT_CHARACTER, 0xf6};
    const struct input euro = {INPUT_CHARACTER, 0x20ac};
    bench_type("wt");
    bench_press(INPUT_LEFT);
    line_editor_input(&bench.editor, umlaut);
    line_editor_input(&bench.editor, euro);
    assert_string_equal(bench.editor.text, "w\xc3\xb6\xe2\x82\xact");
    assert_true(bench_is_consistent());
    assert_int_equal(bench.screen.cells[0][9], 0xf6);
    assert_int_equal(bench.screen.cells[0][10], 0x20ac);
    bench_press(INPUT_LEFT);
    bench_press(INPUT_BACKSPACE);
    assert_string_equal(bench.editor.text, "w\xe2\x82\xact");
    bench_press(INPUT_DELETE);
    assert_line("wt", 1);
}

static void test_characters_that_no_line_takes(void **state)
{
    (void)state;
    /* A combining accent, an ideograph of two columns, the soft hyphen, beyond 16 bits. */
    const uint32_t codes[] = {0x301, 0x4e2d, 0xad, 0x1f600, 0x85, 0xfffd};
    for (uint32_t i = 0; i < ARRAY_LENGTH(codes); i++) {
        line_editor_input(&bench.editor, (struct input){INPUT_CHARACTER, codes[i]});
        assert_int_equal(bench.bells, i + 1);
        assert_line("", 0);
    }
}

/* No half of a character is taken. */
static void test_a_character_that_does_not_fit(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < LINE_MOST - 1; i++) {
        bench_type("x");
    }
    line_editor_input(&bench.editor, (struct input){INPUT_CHARACTER, 0xf6});
    assert_int_equal(bench.bells, 1);
    assert_int_equal(bench.editor.length, LINE_MOST - 1);
    bench_type("y");
    assert_int_equal(bench.bells, 1);
    assert_int_equal(bench.editor.length, LINE_MOST);
}

static void test_history(void **state)
{
    (void)state;
    bench_type("heap\nirq\npt 0x10\n");
    bench_type("mem");
    bench_press(INPUT_UP);
    assert_line("pt 0x10", 7);
    bench_press(INPUT_UP);
    assert_line("irq", 3);
    bench_press(INPUT_UP);
    assert_line("heap", 4);
    assert_int_equal(bench.bells, 0);
    bench_press(INPUT_UP);
    assert_line("heap", 4);
    assert_int_equal(bench.bells, 1);
    bench_press(INPUT_DOWN);
    assert_line("irq", 3);
    bench_press(INPUT_DOWN);
    bench_press(INPUT_DOWN);
    assert_line("mem", 3); /* the line being typed was kept */
    bench_press(INPUT_DOWN);
    assert_int_equal(bench.bells, 2);
    bench_type("map");
    assert_line("memmap", 6);
}

static void test_history_collapses_duplicates(void **state)
{
    (void)state;
    bench_type("heap\nheap\nirq\nheap\n   \n\n");
    bench_press(INPUT_UP);
    assert_line("heap", 4);
    bench_press(INPUT_UP);
    assert_line("irq", 3);
    bench_press(INPUT_UP);
    assert_int_equal(bench.bells, 1);
}

static void test_without_history_and_words(void **state)
{
    (void)state;
    bench.editor.setup.history = NULL;
    bench.editor.setup.words.word = NULL;
    bench_type("heap\n");
    bench_press(INPUT_UP);
    bench_press(INPUT_TAB);
    assert_int_equal(bench.bells, 2);
    assert_line("", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_prompt, line_setup),
        cmocka_unit_test_setup(test_a_character_at_the_end_costs_one_byte, line_setup),
        cmocka_unit_test_setup(test_a_character_in_the_middle_costs_the_rest_of_the_row,
                               line_setup),
        cmocka_unit_test_setup(test_moving, line_setup),
        cmocka_unit_test_setup(test_deleting, line_setup),
        cmocka_unit_test_setup(test_what_cannot_be_done_rings_the_bell, line_setup),
        cmocka_unit_test_setup(test_other_keys_do_nothing, line_setup),
        cmocka_unit_test_setup(test_entering, line_setup),
        cmocka_unit_test_setup(test_giving_up, line_setup),
        cmocka_unit_test_setup(test_giving_up_at_every_length, line_setup),
        cmocka_unit_test_setup(test_clearing_the_screen_keeps_the_line, line_setup),
        cmocka_unit_test_setup(test_a_line_of_1000_characters, line_setup),
        cmocka_unit_test_setup(test_marks_of_a_long_line, line_setup),
        cmocka_unit_test_setup(test_characters_beyond_ascii, line_setup),
        cmocka_unit_test_setup(test_characters_that_no_line_takes, line_setup),
        cmocka_unit_test_setup(test_a_character_that_does_not_fit, line_setup),
        cmocka_unit_test_setup(test_history, line_setup),
        cmocka_unit_test_setup(test_history_collapses_duplicates, line_setup),
        cmocka_unit_test_setup(test_without_history_and_words, line_setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
