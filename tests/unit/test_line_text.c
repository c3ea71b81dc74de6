/*
 * test_line_text.c: kernel/core/line_text.c: every character that a line takes, there and back.
 */

#include "kernel/core/line_text.h"
#include "kernel/core/utf8.h"
#include "tests/unit/cmocka_headers.h"

static void test_every_character_there_and_back(void **state)
{
    (void)state;
    char text[2 * CHARACTER_MOST + UTF8_MOST + 1];
    for (uint32_t code = 0; code <= 0x110000; code++) {
        if (!character_is_narrow(code)) {
            continue;
        }
        /* Two in a row, so that each has a neighbour. */
        uint32_t bytes = (uint32_t)utf8_put(text, code);
        assert_int_equal(bytes, code < 0x80 ? 1 : code < 0x800 ? 2 : 3);
        assert_int_equal(utf8_put(text + bytes, code), bytes);
        uint32_t read = 0;
        assert_int_equal(character_get(text, &read), bytes);
        assert_int_equal(read, code);
        assert_int_equal(character_before(text, 2 * bytes), bytes);
        assert_int_equal(character_before(text, bytes), 0);
        assert_int_equal(text_columns(text, 2 * bytes), 2);
    }
}

static void test_known_encodings(void **state)
{
    (void)state;
    const struct {
        uint32_t code;
        const char *text;
    } cases[] = {
        {'a', "a"}, {0xf6, "\xc3\xb6"}, {0x20ac, "\xe2\x82\xac"}, {0x2588, "\xe2\x96\x88"}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char text[UTF8_MOST + 1] = "";
        utf8_put(text, cases[i].code);
        assert_string_equal(text, cases[i].text);
        assert_true(character_is_narrow(cases[i].code));
    }
}

static void test_what_no_line_takes(void **state)
{
    (void)state;
    const uint32_t codes[] = {0,      '\t',   0x1f,   0x7f,    0x80,    0x9f,     0xad,      0x300,
                              0x36f,  0x483,  0x5d0,  0x200d,  0x3000,  0x4e00,   0xac00,    0xd800,
                              0xfeff, 0xff21, 0xffff, 0x10041, 0x1f600, 0x10ffff, UINT32_MAX};
    for (size_t i = 0; i < ARRAY_LENGTH(codes); i++) {
        assert_false(character_is_narrow(codes[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_character_there_and_back),
        cmocka_unit_test(test_known_encodings),
        cmocka_unit_test(test_what_no_line_takes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
