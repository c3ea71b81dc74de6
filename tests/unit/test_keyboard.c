/*
 * test_keyboard.c: kernel/core/keyboard.c: modifiers, locks, repetition, keypad (row 07-13).
 */
#include <string.h>

#include "common/pc/i8042.h"
#include "kernel/core/keyboard.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

static struct keyboard keyboard;

static int keyboard_fresh(void **state)
{
    (void)state;
    keyboard_start(&keyboard, &keymap_us, 0);
    return 0;
}

static struct key_event press(uint8_t key)
{
    return keyboard_apply(&keyboard, (struct scancode){key, true});
}

static struct key_event release(uint8_t key)
{
    return keyboard_apply(&keyboard, (struct scancode){key, false});
}

/* Pressed and released. */
static struct key_event tap(uint8_t key)
{
    struct key_event event = press(key);
    struct key_event after = release(key);
    assert_false(after.pressed);
    assert_false(after.repeat);
    assert_int_equal(after.character, 0);
    assert_int_equal(after.key, event.key);
    return event;
}

static void assert_types(uint8_t key, uint32_t character)
{
    assert_int_equal(tap(key).character, character);
}

static void test_a_key_goes_down_and_up(void **state)
{
    (void)state;
    struct key_event event = press(KEY_A);
    assert_int_equal(event.key, KEY_A);
    assert_true(event.pressed);
    assert_false(event.repeat);
    assert_int_equal(event.modifiers, 0);
    assert_int_equal(event.character, 'a');
    event = release(KEY_A);
    assert_false(event.pressed);
    assert_int_equal(event.character, 0);
}

static void test_both_shifts(void **state)
{
    (void)state;
    press(KEY_SHIFT_LEFT);
    press(KEY_SHIFT_RIGHT);
    assert_types(KEY_A, 'A');
    release(KEY_SHIFT_LEFT);
    assert_types(KEY_DIGIT_1, '!');
    assert_int_equal(press(KEY_B).modifiers, MODIFIER_SHIFT);
    assert_int_equal(release(KEY_SHIFT_RIGHT).modifiers, 0);
    assert_types(KEY_A, 'a');
}

/* Ctrl changes no character: who wants U+0003 makes it of c and the modifier. */
static void test_both_controls(void **state)
{
    (void)state;
    static const uint8_t controls[] = {KEY_CONTROL_LEFT, KEY_CONTROL_RIGHT};
    for (size_t i = 0; i < sizeof(controls); i++) {
        assert_int_equal(press(controls[i]).modifiers, MODIFIER_CONTROL);
        struct key_event event = tap(KEY_C);
        assert_int_equal(event.character, 'c');
        assert_int_equal(event.modifiers, MODIFIER_CONTROL);
        assert_int_equal(release(controls[i]).modifiers, 0);
    }
    press(KEY_CONTROL_LEFT);
    press(KEY_CONTROL_RIGHT);
    release(KEY_CONTROL_LEFT);
    assert_int_equal(tap(KEY_C).modifiers, MODIFIER_CONTROL);
}

static void test_modifiers_have_no_character(void **state)
{
    (void)state;
    static const uint8_t keys[] = {
        KEY_SHIFT_LEFT, KEY_SHIFT_RIGHT,  KEY_CONTROL_LEFT, KEY_CONTROL_RIGHT, KEY_ALT_LEFT,
        KEY_ALT_RIGHT,  KEY_CAPS_LOCK,    KEY_NUM_LOCK,     KEY_SCROLL_LOCK,   KEY_META_LEFT,
        KEY_PAUSE,      KEY_PRINT_SCREEN, KEY_F1,           KEY_ARROW_UP,      KEY_DELETE};
    for (size_t i = 0; i < sizeof(keys); i++) {
        assert_types(keys[i], 0);
    }
}

static void test_keys_that_all_layouts_share(void **state)
{
    (void)state;
    for (size_t i = 0; keymap_at(i) != NULL; i++) {
        keyboard_start(&keyboard, keymap_at(i), MODIFIER_CAPS);
        press(KEY_ALT_RIGHT); /* held a little longer than it should be, say */
        assert_types(KEY_ENTER, '\n');
        assert_types(KEY_NUMPAD_ENTER, '\n');
        assert_types(KEY_TAB, '\t');
        assert_types(KEY_BACKSPACE, '\b');
        assert_types(KEY_ESCAPE, 0x1b);
        assert_types(KEY_SPACE, ' ');
        assert_types(KEY_NUMPAD_DIVIDE, '/');
        assert_types(KEY_NUMPAD_MULTIPLY, '*');
        assert_types(KEY_NUMPAD_SUBTRACT, '-');
        assert_types(KEY_NUMPAD_ADD, '+');
        assert_types(KEY_NUMPAD_EQUAL, '=');
        assert_types(KEY_NUMPAD_COMMA, ',');
    }
}

/* A key that is held sends its press again and again. */
static void test_repetition(void **state)
{
    (void)state;
    assert_false(press(KEY_A).repeat);
    assert_true(press(KEY_A).repeat);
    assert_int_equal(press(KEY_A).character, 'a');
    assert_false(press(KEY_B).repeat);
    assert_true(press(KEY_A).repeat);
    release(KEY_A);
    assert_false(press(KEY_A).repeat);
    assert_true(press(KEY_B).repeat);
}

static void test_pause_never_repeats(void **state)
{
    (void)state;
    assert_false(press(KEY_PAUSE).repeat);
    assert_false(press(KEY_PAUSE).repeat);
}

/* On with the press, not with the release, and not again while the key repeats. */
static void test_locks(void **state)
{
    (void)state;
    static const struct {
        uint8_t key, modifier, led;
    } locks[] = {
        {KEY_CAPS_LOCK, MODIFIER_CAPS, PS2_LED_CAPS},
        {KEY_NUM_LOCK, MODIFIER_NUM, PS2_LED_NUM},
        {KEY_SCROLL_LOCK, MODIFIER_SCROLL, PS2_LED_SCROLL},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(locks); i++) {
        assert_int_equal(keyboard_leds(&keyboard), 0);
        assert_int_equal(press(locks[i].key).modifiers, locks[i].modifier);
        assert_int_equal(keyboard_leds(&keyboard), locks[i].led);
        for (int repeat = 0; repeat < 3; repeat++) {
            assert_int_equal(press(locks[i].key).modifiers, locks[i].modifier);
        }
        assert_int_equal(release(locks[i].key).modifiers, locks[i].modifier);
        assert_int_equal(press(locks[i].key).modifiers, 0);
        assert_int_equal(release(locks[i].key).modifiers, 0);
    }
    tap(KEY_CAPS_LOCK);
    tap(KEY_NUM_LOCK);
    tap(KEY_SCROLL_LOCK);
    assert_int_equal(keyboard_leds(&keyboard), PS2_LED_CAPS | PS2_LED_NUM | PS2_LED_SCROLL);
}

static void test_caps_lock_and_shift(void **state)
{
    (void)state;
    tap(KEY_CAPS_LOCK);
    assert_types(KEY_A, 'A');
    assert_types(KEY_DIGIT_1, '1');
    press(KEY_SHIFT_LEFT);
    assert_types(KEY_A, 'a');
    assert_types(KEY_DIGIT_1, '!');
}

/* Digits while NumLock or Shift is on, but not both; else what is printed below the digits. */
static void test_keypad(void **state)
{
    (void)state;
    static const struct {
        uint8_t key;
        char digit;
        uint8_t other;
    } keypad[] = {
        {KEY_NUMPAD_0, '0', KEY_INSERT},       {KEY_NUMPAD_1, '1', KEY_END},
        {KEY_NUMPAD_2, '2', KEY_ARROW_DOWN},   {KEY_NUMPAD_3, '3', KEY_PAGE_DOWN},
        {KEY_NUMPAD_4, '4', KEY_ARROW_LEFT},   {KEY_NUMPAD_5, '5', KEY_NUMPAD_5},
        {KEY_NUMPAD_6, '6', KEY_ARROW_RIGHT},  {KEY_NUMPAD_7, '7', KEY_HOME},
        {KEY_NUMPAD_8, '8', KEY_ARROW_UP},     {KEY_NUMPAD_9, '9', KEY_PAGE_UP},
        {KEY_NUMPAD_DECIMAL, '.', KEY_DELETE},
    };
    for (int num = 0; num <= 1; num++) {
        for (int shift = 0; shift <= 1; shift++) {
            keyboard_start(&keyboard, &keymap_us, num ? MODIFIER_NUM : 0);
            if (shift) {
                press(KEY_SHIFT_RIGHT);
            }
            for (size_t i = 0; i < ARRAY_LENGTH(keypad); i++) {
                struct key_event event = tap(keypad[i].key);
                assert_int_equal(event.character, num != shift ? keypad[i].digit : 0);
                assert_int_equal(event.key, num != shift ? keypad[i].key : keypad[i].other);
            }
        }
    }
    keyboard_start(&keyboard, &keymap_de, MODIFIER_NUM);
    assert_types(KEY_NUMPAD_DECIMAL, ',');
}

/* Ctrl with Alt is AltGr where that has a character, and stays what it is elsewhere. */
static void test_control_with_alt_is_altgr(void **state)
{
    (void)state;
    keyboard.keymap = &keymap_de;
    press(KEY_CONTROL_LEFT);
    press(KEY_ALT_LEFT);
    struct key_event event = tap(KEY_Q);
    assert_int_equal(event.character, '@');
    assert_int_equal(event.modifiers, MODIFIER_ALTGR);
    event = tap(KEY_A);
    assert_int_equal(event.character, 'a');
    assert_int_equal(event.modifiers, MODIFIER_CONTROL | MODIFIER_ALT);
    assert_int_equal(tap(KEY_DELETE).modifiers, MODIFIER_CONTROL | MODIFIER_ALT);
    keyboard.keymap = &keymap_us;
    event = tap(KEY_Q);
    assert_int_equal(event.character, 'q');
    assert_int_equal(event.modifiers, MODIFIER_CONTROL | MODIFIER_ALT);
}

static void test_altgr_is_not_alt(void **state)
{
    (void)state;
    keyboard.keymap = &keymap_de;
    assert_int_equal(press(KEY_ALT_RIGHT).modifiers, MODIFIER_ALTGR);
    press(KEY_ALT_LEFT);
    assert_int_equal(tap(KEY_DIGIT_7).modifiers, MODIFIER_ALT | MODIFIER_ALTGR);
    assert_types(KEY_DIGIT_7, '{');
    assert_types(KEY_A, 0); /* nothing is printed there */
    press(KEY_CONTROL_RIGHT);
    struct key_event event = tap(KEY_DIGIT_7);
    assert_int_equal(event.character, '{');
    assert_int_equal(event.modifiers, MODIFIER_CONTROL | MODIFIER_ALT | MODIFIER_ALTGR);
}

static void test_caps_lock_of_colemak_is_backspace(void **state)
{
    (void)state;
    keyboard.keymap = &keymap_colemak;
    struct key_event event = tap(KEY_CAPS_LOCK);
    assert_int_equal(event.key, KEY_BACKSPACE);
    assert_int_equal(event.character, '\b');
    assert_int_equal(event.modifiers, 0);
    assert_int_equal(keyboard_leds(&keyboard), 0);
}

/* A layout that changes while keys are held leaves none of them stuck. */
static void test_layout_changes_while_keys_are_held(void **state)
{
    (void)state;
    press(KEY_CAPS_LOCK);
    press(KEY_ALT_RIGHT);
    keyboard.keymap = &keymap_colemak;
    assert_int_equal(release(KEY_CAPS_LOCK).modifiers, MODIFIER_CAPS | MODIFIER_ALTGR);
    assert_int_equal(release(KEY_ALT_RIGHT).modifiers, MODIFIER_CAPS);
    press(KEY_CAPS_LOCK);
    keyboard.keymap = &keymap_us;
    release(KEY_CAPS_LOCK);
    assert_int_equal(tap(KEY_CAPS_LOCK).modifiers, 0);
}

/* The release went missing: Shift stays, until Shift is pressed and released once more. */
static void test_a_lost_release_is_healed_by_the_next(void **state)
{
    (void)state;
    press(KEY_SHIFT_LEFT);
    assert_types(KEY_A, 'A');
    assert_true(press(KEY_SHIFT_LEFT).repeat);
    release(KEY_SHIFT_LEFT);
    assert_types(KEY_A, 'a');
}

/* A release that nothing came before: of a key held since the firmware, or a late self-test. */
static void test_a_release_out_of_nowhere(void **state)
{
    (void)state;
    struct key_event event = release(KEY_SHIFT_LEFT);
    assert_int_equal(event.modifiers, 0);
    assert_int_equal(event.character, 0);
    press(KEY_SHIFT_RIGHT);
    assert_int_equal(release(KEY_SHIFT_LEFT).modifiers, MODIFIER_SHIFT);
}

/* Whatever is pressed: once all is released, nothing is held, and the locks are as they say. */
static void test_drawn_keys_leave_nothing_behind(void **state)
{
    (void)state;
    struct random random = {.state = 3};
    for (uint32_t i = 0; i < 200000; i++) {
        const uint8_t key = (uint8_t)random_next(&random);
        struct key_event event = random_below(&random, 3) > 0 ? press(key) : release(key);
        assert_true(event.character < U_NO_CHARACTER);
        assert_true(event.pressed || event.character == 0);
        keyboard.keymap = keymap_at(random_below(&random, 7));
    }
    for (uint32_t key = 0; key < KEYS; key++) {
        release((uint8_t)key);
    }
    assert_int_equal(release(KEY_A).modifiers, keyboard.locks);
    keyboard.locks = 0;
    keyboard.keymap = &keymap_us;
    assert_types(KEY_A, 'a');
}

int main(void)
{
#define KEYBOARD_TEST(name) cmocka_unit_test_setup(name, keyboard_fresh)
    const struct CMUnitTest tests[] = {
        KEYBOARD_TEST(test_a_key_goes_down_and_up),
        KEYBOARD_TEST(test_both_shifts),
        KEYBOARD_TEST(test_both_controls),
        KEYBOARD_TEST(test_modifiers_have_no_character),
        KEYBOARD_TEST(test_keys_that_all_layouts_share),
        KEYBOARD_TEST(test_repetition),
        KEYBOARD_TEST(test_pause_never_repeats),
        KEYBOARD_TEST(test_locks),
        KEYBOARD_TEST(test_caps_lock_and_shift),
        KEYBOARD_TEST(test_keypad),
        KEYBOARD_TEST(test_control_with_alt_is_altgr),
        KEYBOARD_TEST(test_altgr_is_not_alt),
        KEYBOARD_TEST(test_caps_lock_of_colemak_is_backspace),
        KEYBOARD_TEST(test_layout_changes_while_keys_are_held),
        KEYBOARD_TEST(test_a_lost_release_is_healed_by_the_next),
        KEYBOARD_TEST(test_a_release_out_of_nowhere),
        KEYBOARD_TEST(test_drawn_keys_leave_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
