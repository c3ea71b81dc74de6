/*
 * test_cp437.c: the glyphs against the C library's table of the code page (row 03-7).
 */
#include "kernel/core/cp437.h"

#include <iconv.h>

#include "common/pc/vga_text.h"
#include "tests/unit/cmocka_headers.h"

enum { LAST_CHARACTER = 0x10ffff, OTHERS = 5, PICTURES = 31 };

/* The character that the C library has for a byte of the code page. */
static uint32_t character_of(uint8_t byte)
{
    iconv_t table = iconv_open("UTF-32LE", "IBM437");
    assert_true(table != (iconv_t)-1);
    char *from = (char *)&byte;
    uint32_t character = 0;
    char *to = (char *)&character;
    size_t from_left = 1, to_left = sizeof(character);
    assert_int_equal(iconv(table, &from, &from_left, &to, &to_left), 0);
    iconv_close(table);
    return character;
}

static void test_ascii_is_itself(void **state)
{
    (void)state;
    for (uint32_t character = ' '; character <= '~'; character++) {
        assert_int_equal(cp437_glyph(character), character);
    }
}

static void test_the_upper_half_is_the_code_page(void **state)
{
    (void)state;
    for (uint32_t byte = 0x80; byte <= 0xff; byte++) {
        assert_int_equal(cp437_glyph(character_of((uint8_t)byte)), byte);
    }
}

/* Some of each group, as the chart of the code page shows them. */
static void test_pictures(void **state)
{
    (void)state;
    const struct {
        uint32_t character;
        uint8_t glyph;
    } cases[] = {
        {0x263a, 0x01}, {0x2665, 0x03}, {0x2660, 0x06}, {0x25cb, 0x09}, {0x266b, 0x0e},
        {0x263c, 0x0f}, {0x25ba, 0x10}, {0x00a7, 0x15}, {0x2191, 0x18}, {0x2193, 0x19},
        {0x2192, 0x1a}, {0x2190, 0x1b}, {0x25bc, 0x1f}, {0x2302, 0x7f}, {0x03bc, 0xe6},
        {0x03b2, 0xe1}, {0x00f6, 0x94}, {0x2554, 0xc9}, {0x25a0, 0xfe},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_int_equal(cp437_glyph(cases[i].character), cases[i].glyph);
    }
}

/* No glyph but the square stands for more than it should, and what has none gets the square. */
static void test_every_character(void **state)
{
    (void)state;
    uint32_t with_glyph = 0;
    uint32_t users[256] = {0};
    for (uint32_t character = 0; character <= LAST_CHARACTER; character++) {
        uint8_t glyph = cp437_glyph(character);
        users[glyph] += glyph != VGA_SQUARE;
        with_glyph += glyph != VGA_SQUARE;
    }
    for (uint32_t glyph = 1; glyph < 256; glyph++) {
        assert_in_range(users[glyph], glyph == VGA_SQUARE ? 0 : 1, 2);
    }
    assert_int_equal(users[0], 0);
    assert_int_equal(with_glyph, PICTURES + 95 + 1 + 127 + OTHERS);
    for (uint32_t control = 0; control < ' '; control++) {
        assert_int_equal(cp437_glyph(control), VGA_SQUARE);
    }
    assert_int_equal(cp437_glyph(0x7f), VGA_SQUARE);
    assert_int_equal(cp437_glyph(0x20ac), VGA_SQUARE); /* the euro is younger than the code page */
}

/* There and back: no glyph is lost on the way but the first, which is as blank as the space. */
static void test_every_glyph_has_a_character(void **state)
{
    (void)state;
    for (uint32_t glyph = 1; glyph < 256; glyph++) {
        assert_int_equal(cp437_glyph(cp437_character((uint8_t)glyph)), glyph);
    }
    assert_int_equal(cp437_character(0), ' ');
    for (uint32_t byte = 0x80; byte < 256; byte++) {
        assert_int_equal(cp437_character((uint8_t)byte), character_of((uint8_t)byte));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ascii_is_itself),
        cmocka_unit_test(test_the_upper_half_is_the_code_page),
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_every_character),
        cmocka_unit_test(test_every_glyph_has_a_character),
    };
    return cmocka_run_group_tests_name("cp437", tests, NULL, NULL);
}
