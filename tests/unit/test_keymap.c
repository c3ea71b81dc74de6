/*
 * test_keymap.c: every key of every layout, typed byte by byte (row 07-13).
 *
 * The layouts are drawn here once more, a string for a row of keys, as one sees them on the desk. A
 * blank is no character.
 */
#include <string.h>

#include "kernel/core/keyboard.h"
#include "tests/unit/cmocka_headers.h"

enum { ROWS = 4, RELEASED = 0x80, ALTGR_PREFIX = 0xe0 };

/* The keys of a row, by their codes; the 14th of the first and the last of the fourth are Japan's.
 */
static const char *const rows[ROWS] = {
    "\x29\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x7d",
    "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b",
    "\x1e\x1f\x20\x21\x22\x23\x24\x25\x26\x27\x28\x2b",
    "\x56\x2c\x2d\x2e\x2f\x30\x31\x32\x33\x34\x35\x73",
};

struct picture {
    const char *name;
    /* Plain, Shift, AltGr, Shift and AltGr; NULL where the right Alt key is no AltGr. */
    const uint32_t *levels[KEYMAP_LEVELS][ROWS];
};

/* clang-format off */
static const struct picture pictures[] = {
    {"us", {
        {U"`1234567890-= ", U"qwertyuiop[]", U"asdfghjkl;'\\", U"\\zxcvbnm,./ "},
        {U"~!@#$%^&*()_+ ", U"QWERTYUIOP{}", U"ASDFGHJKL:\"|", U"|ZXCVBNM<>? "}}},
    {"uk", {
        {U"`1234567890-= ", U"qwertyuiop[]", U"asdfghjkl;'#", U"\\zxcvbnm,./ "},
        {U"\u00ac!\"\u00a3$%^&*()_+ ", U"QWERTYUIOP{}", U"ASDFGHJKL:@~", U"|ZXCVBNM<>? "},
        {U"\u00a6   \u20ac         ", U"  \u00e9   \u00fa\u00ed\u00f3   ",
         U"\u00e1          \\", U"            "},
        {U"              ", U"  \u00c9   \u00da\u00cd\u00d3   ",
         U"\u00c1          |", U"            "}}},
    {"de", {
        {U"^1234567890\u00df\u00b4 ", U"qwertzuiop\u00fc+", U"asdfghjkl\u00f6\u00e4#",
         U"<yxcvbnm,.- "},
        {U"\u00b0!\"\u00a7$%&/()=?` ", U"QWERTZUIOP\u00dc*", U"ASDFGHJKL\u00d6\u00c4'",
         U">YXCVBNM;:_ "},
        {U"  \u00b2\u00b3   {[]}\\  ", U"@ \u20ac        ~", U"            ",
         U"|      \u00b5    "},
        {U"           \u1e9e  ", U"            ", U"            ", U"            "}}},
    {"fr", {
        {U"\u00b2&\u00e9\"'(-\u00e8_\u00e7\u00e0)= ", U"azertyuiop^$", U"qsdfghjklm\u00f9*",
         U"<wxcvbn,;:! "},
        {U" 1234567890\u00b0+ ", U"AZERTYUIOP\u00a8\u00a3", U"QSDFGHJKLM%\u00b5",
         U">WXCVBN?./\u00a7 "},
        {U"  ~#{[|`\\^@]} ", U"  \u20ac        \u00a4", U"            ", U"            "},
        {U"              ", U"            ", U"            ", U"            "}}},
    {"dvorak", {
        {U"`1234567890[] ", U"',.pyfgcrl/=", U"aoeuidhtns-\\", U"\\;qjkxbmwvz "},
        {U"~!@#$%^&*(){} ", U"\"<>PYFGCRL?+", U"AOEUIDHTNS_|", U"|:QJKXBMWVZ "}}},
    {"colemak", {
        {U"`1234567890-= ", U"qwfpgjluy;[]", U"arstdhneio'\\", U"-zxcvbkm,./ "},
        {U"~!@#$%^&*()_+ ", U"QWFPGJLUY:{}", U"ARSTDHNEIO\"|", U"_ZXCVBKM<>? "},
        {U"~\u00a1\u00ba\u00aa\u00a2\u20ac\u0127\u00f0\u00fe\u2018\u2019\u2013\u00d7 ",
         U"\u00e4\u00e5\u00e3\u00f8\u02db\u0111\u0142\u00fa\u00fc\u00f6\u00ab\u00bb",
         U"\u00e1`\u00df\u00b4\u00a8\u02c7\u00f1\u00e9\u00ed\u00f3\u00f5~",
         U"\u2013\u00e6^\u00e7\u0153\u02d8\u02da\u00af\u00b8\u02d9\u00bf "},
        {U" \u00b9\u00b2\u00b3\u00a3\u00a5\u0126\u00d0\u00de\u201c\u201d\u2014\u00f7 ",
         U"\u00c4\u00c5\u00c3\u00d8 \u0110\u0141\u00da\u00dc\u00d6\u2039\u203a",
         U"\u00c1 \u1e9e\u02dd  \u00d1\u00c9\u00cd\u00d3\u00d5 ",
         U"\u2014\u00c6 \u00c7\u0152       "}}},
    {"jp", {
        {U" 1234567890-^\u00a5", U"qwertyuiop@[", U"asdfghjkl;:]", U"\\zxcvbnm,./\\"},
        {U" !\"#$%&'() =~|", U"QWERTYUIOP`{", U"ASDFGHJKL+*}", U"|ZXCVBNM<>?_"}}},
};
/* clang-format on */

/* Letters as a dictionary has them. */
static const uint32_t small[] =
    U"abcdefghijklmnopqrstuvwxyz"
    U"\u00e0\u00e1\u00e3\u00e4\u00e5\u00e6\u00e7\u00e8\u00e9\u00ed\u00f0\u00f1\u00f3\u00f5\u00f6"
    U"\u00f8\u00f9\u00fa\u00fc\u00fe\u0111\u0127\u0142\u0153";
static const uint32_t capital[] =
    U"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    U"\u00c0\u00c1\u00c3\u00c4\u00c5\u00c6\u00c7\u00c8\u00c9\u00cd\u00d0\u00d1\u00d3\u00d5\u00d6"
    U"\u00d8\u00d9\u00da\u00dc\u00de\u0110\u0126\u0141\u0152";

static struct scancode_decoder decoder;
static struct keyboard keyboard;

static struct key_event type(uint8_t byte)
{
    struct scancode code;
    assert_int_equal(scancode_next(&decoder, byte, &code), SCANCODE_KEY);
    return keyboard_apply(&keyboard, code);
}

static struct key_event type_altgr(uint8_t released)
{
    struct scancode code;
    assert_int_equal(scancode_next(&decoder, ALTGR_PREFIX, &code), SCANCODE_PENDING);
    return type(KEY_ALT_LEFT | released);
}

/* Presses what the level asks for, or with RELEASED lets go of it. */
static void hold(uint32_t level, uint8_t released)
{
    if (level & KEYMAP_LEVEL_SHIFT) {
        type(KEY_SHIFT_LEFT | released);
    }
    if (level & KEYMAP_LEVEL_ALTGR) {
        type_altgr(released);
    }
}

/* What CapsLock makes of a place in a picture: the other of the two, if they are a letter. */
static uint32_t expected_at(const struct picture *picture, uint32_t level, uint32_t row, size_t at,
                            bool caps)
{
    const uint32_t here = picture->levels[level][row][at];
    const uint32_t other = picture->levels[level ^ KEYMAP_LEVEL_SHIFT][row][at];
    for (size_t i = 0; i < ARRAY_LENGTH(small) && caps; i++) {
        if ((here == small[i] && other == capital[i]) ||
            (here == capital[i] && other == small[i])) {
            return other;
        }
    }
    return here == U' ' ? 0 : here;
}

static void check_level(const struct picture *picture, uint32_t level, bool caps)
{
    hold(level, 0);
    for (uint32_t row = 0; row < ROWS; row++) {
        for (size_t at = 0; rows[row][at] != '\0'; at++) {
            const uint8_t byte = (uint8_t)rows[row][at];
            const struct key_event event = type(byte);
            const uint32_t expected = expected_at(picture, level, row, at, caps);
            if (event.character != expected) {
                fail_msg("%s, level %u, key %s: U+%04X, not U+%04X", picture->name, level,
                         key_name(byte), event.character, expected);
            }
            assert_int_equal(type(byte | RELEASED).character, 0);
        }
    }
    hold(level, RELEASED);
}

static void check_picture(const struct picture *picture, bool caps)
{
    keyboard_start(&keyboard, keymap_find(picture->name), caps ? MODIFIER_CAPS : 0);
    for (uint32_t level = 0; level < KEYMAP_LEVELS; level++) {
        if (picture->levels[level][0] != NULL) {
            check_level(picture, level, caps);
        }
    }
}

/* 07-13: all keys of `us`, and of the others. */
static void test_every_key_of_every_layout(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(pictures); i++) {
        check_picture(&pictures[i], false);
    }
}

static void test_caps_lock_turns_letters_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(pictures); i++) {
        check_picture(&pictures[i], true);
    }
}

static void test_the_pictures_are_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(pictures); i++) {
        assert_string_equal(keymap_at(i)->name, pictures[i].name);
        assert_ptr_equal(keymap_find(pictures[i].name), keymap_at(i));
        assert_int_equal(keymap_at(i)->has_altgr,
                         pictures[i].levels[KEYMAP_LEVEL_ALTGR][0] != NULL);
        assert_non_null(keymap_at(i)->title);
    }
    assert_null(keymap_at(ARRAY_LENGTH(pictures)));
}

static void test_names_are_exact(void **state)
{
    (void)state;
    static const char *const others[] = {"", "u", "usa", "US", "de ", "colemakk", "qwerty"};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        assert_null(keymap_find(others[i]));
    }
}

/* Where a layout has no AltGr, the right Alt key is an Alt, and does not change the character. */
static void test_right_alt_without_altgr(void **state)
{
    (void)state;
    static const char *const names[] = {"us", "dvorak", "jp"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        keyboard_start(&keyboard, keymap_find(names[i]), 0);
        type_altgr(0);
        const struct key_event event = type(KEY_A);
        assert_int_equal(event.modifiers, MODIFIER_ALT);
        assert_int_equal(event.character, 'a');
        type_altgr(RELEASED);
    }
}

/* Their numbers lie as far apart as those of a letter and its capital. */
static void test_division_is_no_letter(void **state)
{
    (void)state;
    static const struct keymap keymap = {
        .characters = {[KEY_A] = {U_DIVISION, U_MULTIPLICATION}},
    };
    assert_int_equal(keymap_character(&keymap, KEY_A, 0, true), U_DIVISION);
}

/* Any number is a key, any level and layout have an answer. */
static void test_no_key_is_beyond_a_layout(void **state)
{
    (void)state;
    for (size_t i = 0; keymap_at(i) != NULL; i++) {
        for (uint32_t key = 0; key < KEYS; key++) {
            for (uint32_t level = 0; level < KEYMAP_LEVELS; level++) {
                const uint32_t character = keymap_character(keymap_at(i), key, level, level & 1);
                assert_true(character < U_NO_CHARACTER);
                assert_true(character == 0 || key < KEY_E0);
            }
        }
        assert_int_equal(keymap_character(keymap_at(i), UINT32_MAX, 0, false), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key_of_every_layout),
        cmocka_unit_test(test_caps_lock_turns_letters_alone),
        cmocka_unit_test(test_the_pictures_are_complete),
        cmocka_unit_test(test_names_are_exact),
        cmocka_unit_test(test_right_alt_without_altgr),
        cmocka_unit_test(test_division_is_no_letter),
        cmocka_unit_test(test_no_key_is_beyond_a_layout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
