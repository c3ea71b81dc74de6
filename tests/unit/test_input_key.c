/*
 * test_input_key.c: kernel/core/input_key.c, from scan codes on, as they come from a keyboard.
 */
#include "kernel/core/input_key.h"
#include "tests/unit/cmocka_headers.h"

/* The inputs that are not INPUT_NONE, for these bytes of a keyboard. */
static uint32_t type(const char *layout, const uint8_t *bytes, size_t count, struct input *inputs)
{
    struct scancode_decoder decoder = {0};
    struct keyboard keyboard;
    uint32_t number = 0;
    keyboard_start(&keyboard, keymap_find(layout), 0);
    for (size_t i = 0; i < count; i++) {
        struct scancode code;
        if (scancode_next(&decoder, bytes[i], &code) == SCANCODE_KEY) {
            struct key_event event = keyboard_apply(&keyboard, code);
            inputs[number] = input_from_key(&event);
            number += inputs[number].kind != INPUT_NONE;
        }
    }
    return number;
}

static void assert_one(const char *layout, const char *bytes, size_t count, enum input_kind kind,
                       uint32_t code)
{
    struct input inputs[16] = {{INPUT_NONE, 0}};
    uint32_t number = type(layout, (const uint8_t *)bytes, count, inputs);
    assert_int_equal(number, kind != INPUT_NONE);
    assert_int_equal(inputs[0].kind, kind);
    assert_int_equal(inputs[0].code, code);
}

#define ASSERT_ONE(layout, bytes, kind, code)                                                      \
    assert_one(layout, bytes, sizeof(bytes) - 1, kind, code)

static void test_characters(void **state)
{
    (void)state;
    ASSERT_ONE("us", "\x1e\x9e", INPUT_CHARACTER, 'a');
    ASSERT_ONE("us", "\x2a\x1e\x9e\xaa", INPUT_CHARACTER, 'A');
    ASSERT_ONE("us", "\x39\xb9", INPUT_CHARACTER, ' ');
    ASSERT_ONE("de", "\x27\xa7", INPUT_CHARACTER, 0xf6); /* o with two dots */
    ASSERT_ONE("de", "\xe0\x38\x10\x90", INPUT_CHARACTER, '@');
    ASSERT_ONE("us", "\x2a\xaa", INPUT_NONE, 0);
    ASSERT_ONE("us", "\x3b\xbb", INPUT_NONE, 0); /* F1 */
}

static void test_control_and_alt(void **state)
{
    (void)state;
    ASSERT_ONE("us", "\x1d\x2e\xae", INPUT_CONTROL, 'C');
    ASSERT_ONE("us", "\x1d\x2a\x2e\xae", INPUT_CONTROL, 'C');
    ASSERT_ONE("us", "\xe0\x1d\x26\xa6", INPUT_CONTROL, 'L');
    ASSERT_ONE("us", "\x1d\x02\x82", INPUT_NONE, 0); /* Ctrl-1 */
    ASSERT_ONE("us", "\x38\x2d\xad", INPUT_ALT, 'x');
}

static void test_named_keys(void **state)
{
    (void)state;
    ASSERT_ONE("us", "\x1c\x9c", INPUT_ENTER, 0);
    ASSERT_ONE("us", "\xe0\x1c\xe0\x9c", INPUT_ENTER, 0);
    ASSERT_ONE("us", "\x0f\x8f", INPUT_TAB, 0);
    ASSERT_ONE("us", "\x0e\x8e", INPUT_BACKSPACE, 0);
    ASSERT_ONE("us", "\x01\x81", INPUT_ESCAPE, 0);
    ASSERT_ONE("us", "\xe0\x53\xe0\xd3", INPUT_DELETE, 0);
    ASSERT_ONE("us", "\xe0\x48\xe0\xc8", INPUT_UP, 0);
    ASSERT_ONE("us", "\xe0\x50\xe0\xd0", INPUT_DOWN, 0);
    ASSERT_ONE("us", "\xe0\x4b\xe0\xcb", INPUT_LEFT, 0);
    ASSERT_ONE("us", "\xe0\x4d\xe0\xcd", INPUT_RIGHT, 0);
    ASSERT_ONE("us", "\xe0\x47\xe0\xc7", INPUT_HOME, 0);
    ASSERT_ONE("us", "\xe0\x4f\xe0\xcf", INPUT_END, 0);
    ASSERT_ONE("us", "\xe0\x49\xe0\xc9", INPUT_PAGE_UP, 0);
    ASSERT_ONE("us", "\xe0\x51\xe0\xd1", INPUT_PAGE_DOWN, 0);
    ASSERT_ONE("us", "\x48\xc8", INPUT_UP, 0); /* the keypad's 8 without NumLock */
}

static void test_a_key_that_is_held_repeats(void **state)
{
    (void)state;
    struct input inputs[8];
    const uint8_t bytes[] = {0x1e, 0x1e, 0x1e, 0x9e};
    assert_int_equal(type("us", bytes, sizeof(bytes), inputs), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_characters),
        cmocka_unit_test(test_control_and_alt),
        cmocka_unit_test(test_named_keys),
        cmocka_unit_test(test_a_key_that_is_held_repeats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
