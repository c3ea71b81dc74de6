/*
 * test_event_text.c: kernel/core/event_text.c: what the command keys shows of a key.
 */
#include <string.h>

#include "kernel/core/event_text.h"
#include "tests/unit/cmocka_headers.h"

enum { COLUMNS = 80 };

static void assert_key(struct key_event key, const char *expected)
{
    char text[EVENT_TEXT_BYTES];
    event_text(text, &(struct event){.source = EVENT_KEYBOARD, .key = key});
    assert_string_equal(text, expected);
}

static void assert_input(enum input_kind kind, uint32_t code, const char *expected)
{
    char text[EVENT_TEXT_BYTES];
    event_text(text, &(struct event){.source = EVENT_SERIAL, .input = {kind, code}});
    assert_string_equal(text, expected);
}

static void test_keys(void **state)
{
    (void)state;
    assert_key((struct key_event){.key = KEY_A, .pressed = true, .character = 'a'},
               "key  KeyA               pressed  'a' U+0061");
    assert_key((struct key_event){.key = KEY_A, .modifiers = MODIFIER_SHIFT | MODIFIER_NUM},
               "key  KeyA               released            Shift Num");
    assert_key((struct key_event){.key = KEY_ARROW_UP, .pressed = true, .repeat = true},
               "key  ArrowUp            repeated           ");
    assert_key(
        (struct key_event){
            .key = KEY_E, .pressed = true, .modifiers = MODIFIER_ALTGR, .character = 0x20ac},
        "key  KeyE               pressed  '\u20ac' U+20AC AltGr");
}

/* A control character would move the cursor, or worse. */
static void test_characters_without_a_glyph(void **state)
{
    (void)state;
    const uint32_t codes[] = {'\n', '\033', 0x7f, 0x9b};
    for (size_t i = 0; i < ARRAY_LENGTH(codes); i++) {
        struct key_event key = {.key = KEY_ENTER, .pressed = true, .character = codes[i]};
        char text[EVENT_TEXT_BYTES];
        event_text(text, &(struct event){.source = EVENT_KEYBOARD, .key = key});
        for (const char *at = text; *at != '\0'; at++) {
            assert_in_range(*at, ' ', '~');
        }
        assert_non_null(strstr(text, "U+00"));
    }
}

static void test_serial(void **state)
{
    (void)state;
    assert_input(INPUT_CHARACTER, 'x', "COM1 'x' U+0078");
    assert_input(INPUT_CHARACTER, 0xe4, "COM1 '\u00e4' U+00E4");
    assert_input(INPUT_CONTROL, 'C', "COM1 Ctrl-C");
    assert_input(INPUT_ALT, 'b', "COM1 Alt-b");
    assert_input(INPUT_PAGE_DOWN, 0, "COM1 PageDown");
    for (uint32_t kind = INPUT_NONE; kind <= INPUT_PAGE_DOWN; kind++) {
        char text[EVENT_TEXT_BYTES];
        event_text(text, &(struct event){.source = EVENT_SERIAL, .input = {kind, 'A'}});
        assert_null(strstr(text, "null"));
    }
}

/* Whatever the numbers in it are, the text is whole and fits a row of the screen. */
static void test_any_event(void **state)
{
    (void)state;
    for (uint32_t key = 0; key < KEYS; key++) {
        struct key_event event = {.key = (uint8_t)key,
                                  .pressed = true,
                                  .repeat = true,
                                  .modifiers = UINT8_MAX,
                                  .character = 'A' + key};
        char text[EVENT_TEXT_BYTES];
        event_text(text, &(struct event){.source = EVENT_KEYBOARD, .key = event});
        assert_string_equal(text + strlen(text) - strlen(" Scroll"), " Scroll");
        assert_true(strlen(text) <= COLUMNS + 1); /* a character has two bytes at most here */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_characters_without_a_glyph),
        cmocka_unit_test(test_serial),
        cmocka_unit_test(test_any_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
