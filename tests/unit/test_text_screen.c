/*
 * test_text_screen.c: each character's effect on the screen (rows 03-1, 03-5, 03-6, 03-7).
 */
#include "kernel/core/text_screen.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/cmocka_headers.h"

static union text_row rows[VGA_ROWS];
static struct text_screen screen;

static int screen_make(void **state)
{
    (void)state;
    screen = (struct text_screen){.rows = rows, .attribute = VGA_YELLOW};
    text_screen_clear(&screen);
    screen.changed = 0;
    return 0;
}

static void put(const char *text)
{
    text_screen_put(&screen, text, strlen(text));
}

static uint8_t glyph_at(uint32_t row, uint32_t column)
{
    return (uint8_t)text_screen_row(&screen, row)->cells[column];
}

static uint8_t attribute_at(uint32_t row, uint32_t column)
{
    return (uint8_t)(text_screen_row(&screen, row)->cells[column] >> VGA_ATTRIBUTE_SHIFT);
}

/* The row shows the text, and blanks behind it. */
static void assert_row(uint32_t row, const char *text)
{
    char shown[VGA_COLUMNS + 1], wanted[VGA_COLUMNS + 1];
    for (uint32_t column = 0; column < VGA_COLUMNS; column++) {
        shown[column] = (char)glyph_at(row, column);
    }
    shown[VGA_COLUMNS] = '\0';
    snprintf(wanted, sizeof(wanted), "%-80s", text);
    assert_string_equal(shown, wanted);
}

static void assert_cursor(uint32_t row, uint32_t column)
{
    assert_int_equal(text_screen_cursor(&screen), row * VGA_COLUMNS + column);
}

static void test_a_cell_is_a_character_and_a_colour(void **state)
{
    (void)state;
    assert_int_equal(sizeof(rows), 4000);
    screen.attribute = VGA_RED << VGA_BACKGROUND_SHIFT | VGA_WHITE;
    put("A");
    assert_int_equal(rows[0].cells[0], 0x4f41);
    assert_int_equal(rows[0].cells[1], 0x0e20);
}

static void test_lines(void **state)
{
    (void)state;
    put("one\ntwo\n\nfour");
    assert_row(0, "one");
    assert_row(1, "two");
    assert_row(2, "");
    assert_row(3, "four");
    assert_cursor(3, 4);
    assert_int_equal(screen.changed, 1 << 0 | 1 << 1 | 1 << 3);
}

/* 80 characters fill a row; a newline behind them ends this row, and no empty one follows. */
static void test_a_full_row(void **state)
{
    (void)state;
    char full[VGA_COLUMNS + 1];
    memset(full, 'x', VGA_COLUMNS);
    full[VGA_COLUMNS] = '\0';
    put(full);
    assert_cursor(0, VGA_COLUMNS - 1);
    put("\nnext");
    assert_row(0, full);
    assert_row(1, "next");
    put("\n");
    put(full);
    put("y");
    assert_row(2, full);
    assert_row(3, "y");
    assert_cursor(3, 1);
}

static void test_carriage_return(void **state)
{
    (void)state;
    put("hello\rJ");
    assert_row(0, "Jello");
    assert_cursor(0, 1);
}

static void test_backspace(void **state)
{
    (void)state;
    put("ab\b");
    assert_row(0, "ab"); /* it moves, it does not erase */
    assert_cursor(0, 1);
    put("\b\b\b\b");
    assert_cursor(0, 0);
    put("\n\b");
    assert_cursor(1, 0); /* not into the row above */
}

/* What a line editor does to erase a character, also the last one of a full row. */
static void test_erase(void **state)
{
    (void)state;
    put("abc\b \b");
    assert_row(0, "ab");
    assert_cursor(0, 2);
    put("\r");
    for (uint32_t i = 0; i < VGA_COLUMNS; i++) {
        put("x");
    }
    put("\b \b");
    assert_int_equal(glyph_at(0, 78), 'x');
    assert_int_equal(glyph_at(0, 79), ' ');
    assert_cursor(0, 79);
}

static void test_tab(void **state)
{
    (void)state;
    put("a\tb\t\tc");
    assert_row(0, "a       b               c");
    put("\r\txyz\r\t"); /* it moves, it does not erase */
    assert_int_equal(glyph_at(0, 9), 'y');
    for (uint32_t column = 0; column < VGA_COLUMNS; column++) {
        screen.column = column;
        put("\t");
        assert_int_equal(screen.column, column / 8 * 8 + 8);
    }
    assert_int_equal(screen.column, VGA_COLUMNS);
    put("\t"); /* the row is full: no further */
    assert_int_equal(screen.column, VGA_COLUMNS);
    put("z");
    assert_row(1, "z");
}

/* 03-5, 03-6: on the last row everything moves up, in any number of turns of the ring. */
static void test_scrolling(void **state)
{
    (void)state;
    for (uint32_t line = 0; line < 200; line++) {
        char text[32];
        snprintf(text, sizeof(text), "line %u\n", line);
        screen.changed = 0;
        put(text);
        assert_int_equal(screen.changed == TEXT_ROWS_ALL, line >= VGA_ROWS - 1);
    }
    for (uint32_t row = 0; row < VGA_ROWS - 1; row++) {
        char text[32];
        snprintf(text, sizeof(text), "line %u", 200 - (VGA_ROWS - 1) + row);
        assert_row(row, text);
    }
    assert_row(VGA_ROWS - 1, "");
    assert_cursor(VGA_ROWS - 1, 0);
}

static void test_column_80_of_the_last_row_scrolls(void **state)
{
    (void)state;
    screen.row = VGA_ROWS - 1;
    for (uint32_t i = 0; i < VGA_COLUMNS; i++) {
        put("x");
    }
    assert_int_equal(screen.top, 0);
    put("y");
    assert_int_equal(glyph_at(VGA_ROWS - 2, VGA_COLUMNS - 1), 'x');
    assert_row(VGA_ROWS - 1, "y");
}

/* 03-6: the new row has the colour of the text to come, the old ones keep theirs. */
static void test_the_blank_row_has_the_current_colour(void **state)
{
    (void)state;
    screen.row = VGA_ROWS - 1;
    put("old");
    screen.attribute = VGA_BLUE << VGA_BACKGROUND_SHIFT | VGA_WHITE;
    put("\n");
    for (uint32_t column = 0; column < VGA_COLUMNS; column++) {
        assert_int_equal(attribute_at(VGA_ROWS - 1, column), 0x1f);
        assert_int_equal(glyph_at(VGA_ROWS - 1, column), ' ');
        assert_int_equal(attribute_at(VGA_ROWS - 2, column), VGA_YELLOW);
    }
}

/* 03-7: the byte writer, and the text's way for the same bytes. */
static void test_bytes_and_text(void **state)
{
    (void)state;
    const char world[] = "Hello W\xc3\xb6rld!";
    text_screen_put_bytes(&screen, world, sizeof(world) - 1);
    assert_row(0, "Hello W\xfe\xferld!");
    text_screen_put_bytes(&screen, "\n", 1);
    put(world);
    assert_row(1, "Hello W\x94rld!");
}

static void test_every_byte(void **state)
{
    (void)state;
    for (uint32_t byte = 0; byte <= UINT8_MAX; byte++) {
        const char character = (char)byte;
        screen_make(NULL);
        text_screen_put_bytes(&screen, &character, 1);
        if (byte == '\n') {
            assert_cursor(1, 0);
        } else {
            assert_cursor(0, 1);
            assert_int_equal(glyph_at(0, 0), byte >= 0x20 && byte <= 0x7e ? byte : VGA_SQUARE);
        }
    }
}

static void test_what_has_no_glyph_is_one_square(void **state)
{
    (void)state;
    put("\xe2\x82\xac|"); /* the euro */
    put("\xe2\x82|");     /* a sequence that breaks off */
    put("\xff|\x80|");    /* bytes that begin nothing */
    put("\x01|\x7f|");    /* control characters */
    put("\xf0\x9f\x98\x80|");
    assert_row(0, "\xfe|\xfe|\xfe|\xfe|\xfe|\xfe|\xfe|");
    put("\xc3\n"); /* the newline is not swallowed */
    assert_int_equal(glyph_at(0, 14), VGA_SQUARE);
    assert_cursor(1, 0);
}

static void test_a_character_in_pieces(void **state)
{
    (void)state;
    put("\xe2");
    put("\x95");
    assert_cursor(0, 0);
    put("\x94");
    assert_row(0, "\xc9");
}

static void test_clear(void **state)
{
    (void)state;
    put("a\nb\nc");
    screen.attribute = VGA_GREEN;
    text_screen_clear(&screen);
    for (uint32_t row = 0; row < VGA_ROWS; row++) {
        assert_row(row, "");
        assert_int_equal(attribute_at(row, 79), VGA_GREEN);
    }
    assert_cursor(0, 0);
    assert_int_equal(screen.changed, TEXT_ROWS_ALL);
}

#define SCREEN_TEST(name) cmocka_unit_test_setup(name, screen_make)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCREEN_TEST(test_a_cell_is_a_character_and_a_colour),
        SCREEN_TEST(test_lines),
        SCREEN_TEST(test_a_full_row),
        SCREEN_TEST(test_carriage_return),
        SCREEN_TEST(test_backspace),
        SCREEN_TEST(test_erase),
        SCREEN_TEST(test_tab),
        SCREEN_TEST(test_scrolling),
        SCREEN_TEST(test_column_80_of_the_last_row_scrolls),
        SCREEN_TEST(test_the_blank_row_has_the_current_colour),
        SCREEN_TEST(test_bytes_and_text),
        SCREEN_TEST(test_every_byte),
        SCREEN_TEST(test_what_has_no_glyph_is_one_square),
        SCREEN_TEST(test_a_character_in_pieces),
        SCREEN_TEST(test_clear),
    };
    return cmocka_run_group_tests_name("text_screen", tests, NULL, NULL);
}
