/*
 * test_pic_picture.c: kernel/core/pic_picture.c: the picture that the command irq draws.
 */
#include <string.h>

#include "kernel/core/pic_picture.h"
#include "tests/unit/cmocka_headers.h"

#define FULL  "\u2588"
#define LIGHT "\u2591"

enum { COLUMNS = 79 };

static struct pic_picture picture;

static int picture_fresh(void **state)
{
    (void)state;
    picture = (struct pic_picture){
        .masks = 0xfffc,
        .isr = 1 << 1,
        .irr = 1 << 0 | 1 << 12,
        .counts = {[0] = 1000, [1] = 3, [12] = 500},
        .spurious = {7, 15},
    };
    return 0;
}

/* Columns of UTF-8: all bytes but those that go on with a character. */
static uint32_t columns(const char *text)
{
    uint32_t count = 0;
    for (; *text != '\0'; text++) {
        count += (*text & 0xc0) != 0x80;
    }
    return count;
}

static void assert_row(uint32_t row, const char *expected)
{
    char text[PIC_PICTURE_BYTES];
    pic_picture_row(text, &picture, row);
    assert_string_equal(text, expected);
}

static void test_lines(void **state)
{
    (void)state;
    assert_row(2, "| 0 timer   open asks       1000 " FULL FULL FULL FULL "|   "
                  "| 8 clock   shut               0     |");
    assert_row(3, "| 1 keys    open runs          3 " FULL LIGHT LIGHT LIGHT "|   "
                  "| 9         shut               0     |");
    assert_row(6, "| 4 COM1    shut               0     |   "
                  "|12 mouse   shut asks        500 " FULL FULL LIGHT LIGHT "|");
}

static void test_the_cascade_is_a_wire(void **state)
{
    (void)state;
    for (uint32_t row = 0; row < PIC_PICTURE_ROWS; row++) {
        char text[PIC_PICTURE_BYTES];
        pic_picture_row(text, &picture, row);
        bool has_wire = strstr(text, "|<--|") != NULL;
        assert_int_equal(has_wire, strstr(text, "cascade") != NULL);
    }
}

static void test_registers(void **state)
{
    (void)state;
    assert_row(11, " mask FC ISR 02 IRR 01 spurious 7         "
                   "mask FF ISR 00 IRR 10 spurious 15");
}

/* Also with the largest numbers, no row is wider than the screen. */
static void test_widths(void **state)
{
    (void)state;
    for (uint32_t line = 0; line < PIC_LINES; line++) {
        picture.counts[line] = 9999999999;
    }
    picture.spurious[0] = picture.spurious[1] = 999999;
    for (uint32_t row = 0; row < PIC_PICTURE_ROWS; row++) {
        char text[PIC_PICTURE_BYTES];
        pic_picture_row(text, &picture, row);
        assert_true(columns(text) <= COLUMNS);
        if (row >= 1 && row <= 10) {
            assert_int_equal(columns(text), COLUMNS);
        }
    }
}

/* Nothing has happened yet, or as much as can be. */
static void test_extremes(void **state)
{
    (void)state;
    const uint64_t counts[] = {0, UINT64_MAX};
    for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
        for (uint32_t line = 0; line < PIC_LINES; line++) {
            picture.counts[line] = counts[i];
        }
        for (uint32_t row = 0; row < PIC_PICTURE_ROWS; row++) {
            char text[PIC_PICTURE_BYTES];
            pic_picture_row(text, &picture, row);
            assert_true(strlen(text) < PIC_PICTURE_BYTES - 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_lines, picture_fresh),
        cmocka_unit_test_setup(test_the_cascade_is_a_wire, picture_fresh),
        cmocka_unit_test_setup(test_registers, picture_fresh),
        cmocka_unit_test_setup(test_widths, picture_fresh),
        cmocka_unit_test_setup(test_extremes, picture_fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
