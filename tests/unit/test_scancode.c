/*
 * test_scancode.c: kernel/core/scancode.c, byte by byte (rows 07-11, 07-12, 07-13).
 *
 * What the codes mean is written down once more here, in the order of the codes.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/core/key.h"
#include "kernel/core/scancode.h"
#include "tests/unit/cmocka_headers.h"

enum { CODES = 0x80, RELEASED = 0x80, NAME_BYTES = 32 };

/* Names of keys whose codes follow one another; "-" is a code without a key. */
struct run {
    uint8_t first;
    const char *names;
};

static const struct run plain[] = {
    {0x01, "Escape Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0"},
    {0x0c, "Minus Equal Backspace Tab"},
    {0x10, "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Enter"},
    {0x1d, "ControlLeft"},
    {0x1e, "KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backquote"},
    {0x2a, "ShiftLeft Backslash"},
    {0x2c, "KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash ShiftRight"},
    {0x37, "NumpadMultiply AltLeft Space CapsLock F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NumLock"},
    {0x46, "ScrollLock Numpad7 Numpad8 Numpad9 NumpadSubtract Numpad4 Numpad5 Numpad6 NumpadAdd"},
    {0x4f, "Numpad1 Numpad2 Numpad3 Numpad0 NumpadDecimal SysRq - IntlBackslash F11 F12"},
    {0x59, "NumpadEqual"},
    {0x64, "F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23 - KanaMode - - IntlRo - - F24 Lang4 Lang3"},
    {0x79, "Convert - NonConvert - IntlYen NumpadComma -"},
};

static const struct run after_e0[] = {
    {0x10, "MediaTrackPrevious"},
    {0x19, "MediaTrackNext - - NumpadEnter ControlRight - - AudioVolumeMute LaunchApp2"},
    {0x22, "MediaPlayPause - MediaStop"},
    {0x2e, "AudioVolumeDown - AudioVolumeUp - BrowserHome - - NumpadDivide - PrintScreen AltRight"},
    {0x46, "Break Home ArrowUp PageUp - ArrowLeft - ArrowRight - End ArrowDown PageDown Insert"},
    {0x53, "Delete"},
    {0x5b, "MetaLeft MetaRight ContextMenu Power Sleep - - - WakeUp"},
    {0x65, "BrowserSearch BrowserFavorites BrowserRefresh BrowserStop BrowserForward BrowserBack"},
    {0x6b, "LaunchApp1 LaunchMail MediaSelect"},
};

/* The names by code; an empty one is no key. */
static void runs_read(const struct run *runs, size_t count, char names[CODES][NAME_BYTES])
{
    memset(names, 0, (size_t)CODES * NAME_BYTES);
    for (size_t i = 0; i < count; i++) {
        size_t code = runs[i].first;
        const char *at = runs[i].names;
        for (int length = 0; sscanf(at, "%31s%n", names[code], &length) == 1; code++) {
            at += length;
            if (strcmp(names[code], "-") == 0) {
                names[code][0] = '\0';
            }
        }
    }
}

static struct scancode_decoder decoder;
static struct scancode code;

static int decoder_fresh(void **state)
{
    (void)state;
    memset(&decoder, 0, sizeof(decoder));
    return 0;
}

/* The last byte's answer; all before must leave the sequence open. */
static enum scancode_kind feed(const char *bytes, size_t length)
{
    enum scancode_kind kind = SCANCODE_PENDING;
    for (size_t i = 0; i < length; i++) {
        assert_int_equal(kind, SCANCODE_PENDING);
        kind = scancode_next(&decoder, (uint8_t)bytes[i], &code);
    }
    return kind;
}
#define FEED(bytes) feed((bytes), sizeof(bytes) - 1)

static void assert_key(enum scancode_kind kind, const char *name, bool pressed)
{
    assert_int_equal(kind, SCANCODE_KEY);
    assert_string_equal(key_name(code.key), name);
    assert_int_equal(code.pressed, pressed);
    assert_int_equal(decoder.length, 0);
}

static void check_code(const char *prefix, uint8_t number, const char *name)
{
    for (int released = 0; released <= 1; released++) {
        decoder_fresh(NULL);
        feed(prefix, strlen(prefix));
        const uint8_t byte = (uint8_t)(number | (released ? RELEASED : 0));
        enum scancode_kind kind = scancode_next(&decoder, byte, &code);
        if (name[0] != '\0') {
            assert_key(kind, name, !released);
        } else {
            assert_int_not_equal(kind, SCANCODE_KEY);
            assert_int_equal(decoder.length, kind == SCANCODE_PENDING);
        }
    }
}

/* 07-13: every code that there can be, pressed and released. */
static void test_every_code(void **state)
{
    (void)state;
    static char names[CODES][NAME_BYTES];
    size_t keys = 0;
    for (int e0 = 0; e0 <= 1; e0++) {
        runs_read(e0 ? after_e0 : plain,
                  e0 ? sizeof(after_e0) / sizeof(after_e0[0]) : sizeof(plain) / sizeof(plain[0]),
                  names);
        for (uint8_t number = 0; number < CODES; number++) {
            /* Their releases are what keyboards answer; see the test of the two. */
            if (e0 || (number != KEY_F23 && number != KEY_NUMPAD_COMMA)) {
                check_code(e0 ? "\xe0" : "", number, names[number]);
            }
            keys += names[number][0] != '\0';
        }
    }
    assert_int_equal(keys, 148);
}

/* 07-11: a release is the press with bit 7 set. */
static void test_press_and_release_differ_by_bit_7(void **state)
{
    (void)state;
    assert_key(FEED("\x1e"), "KeyA", true);
    assert_key(FEED("\x9e"), "KeyA", false);
    assert_key(FEED("\xe0\x48"), "ArrowUp", true);
    assert_key(FEED("\xe0\xc8"), "ArrowUp", false);
}

/* 07-12: the digits 1 to 9 and 0 have the codes 02 to 0B. */
static void test_digits(void **state)
{
    (void)state;
    for (uint8_t byte = 0x02; byte <= 0x0b; byte++) {
        char name[] = "DigitX";
        name[5] = "1234567890"[byte - 0x02];
        assert_key(scancode_next(&decoder, byte, &code), name, true);
    }
}

static void test_pause_is_one_press(void **state)
{
    (void)state;
    for (int times = 0; times < 3; times++) {
        assert_key(FEED("\xe1\x1d\x45\xe1\x9d\xc5"), "Pause", true);
    }
    assert_int_equal(decoder.bytes[SCANCODE_KEY], 18);
    assert_int_equal(FEED("\xe0\x80"), SCANCODE_UNKNOWN);
}

static void test_pause_that_breaks_off(void **state)
{
    (void)state;
    static const char pause[] = "\xe1\x1d\x45\xe1\x9d\xc5";
    for (size_t length = 1; length < 6; length++) {
        decoder_fresh(NULL);
        assert_int_equal(feed(pause, length), SCANCODE_PENDING);
        assert_key(scancode_next(&decoder, 0x1e, &code), "KeyA", true);
        assert_int_equal(decoder.bytes[SCANCODE_UNKNOWN], length);
        assert_int_equal(feed(pause, length), SCANCODE_PENDING);
        assert_int_equal(FEED("\xe0"), SCANCODE_PENDING);
        assert_key(FEED("\x4b"), "ArrowLeft", true);
    }
}

static void test_control_pause_is_break(void **state)
{
    (void)state;
    assert_key(FEED("\xe0\x46"), "Break", true);
    assert_key(FEED("\xe0\xc6"), "Break", false);
}

static void test_print_screen(void **state)
{
    (void)state;
    assert_int_equal(FEED("\xe0\x2a"), SCANCODE_FAKE_SHIFT);
    assert_key(FEED("\xe0\x37"), "PrintScreen", true);
    assert_key(FEED("\xe0\xb7"), "PrintScreen", false);
    assert_int_equal(FEED("\xe0\xaa"), SCANCODE_FAKE_SHIFT);
    assert_key(FEED("\x54"), "SysRq", true); /* with Alt */
    assert_key(FEED("\xd4"), "SysRq", false);
}

static void test_fake_shifts_are_no_keys(void **state)
{
    (void)state;
    assert_int_equal(FEED("\xe0\x2a"), SCANCODE_FAKE_SHIFT);
    assert_int_equal(FEED("\xe0\xaa"), SCANCODE_FAKE_SHIFT);
    assert_int_equal(FEED("\xe0\x36"), SCANCODE_FAKE_SHIFT);
    assert_int_equal(FEED("\xe0\xb6"), SCANCODE_FAKE_SHIFT);
    assert_int_equal(decoder.bytes[SCANCODE_FAKE_SHIFT], 8);
}

/* A keyboard that is plugged in says AA: its self-test went well. */
static void test_late_self_test_is_a_release(void **state)
{
    (void)state;
    assert_key(FEED("\xaa"), "ShiftLeft", false);
}

static void test_answers_are_no_keys(void **state)
{
    (void)state;
    static const uint8_t answers[] = {0x00, 0xff, 0xfa, 0xfe, 0xee};
    for (size_t i = 0; i < sizeof(answers); i++) {
        decoder_fresh(NULL);
        assert_int_equal(scancode_next(&decoder, answers[i], &code), SCANCODE_ANSWER);
        assert_int_equal(FEED("\xe0"), SCANCODE_PENDING);
        assert_int_equal(scancode_next(&decoder, answers[i], &code), SCANCODE_ANSWER);
        assert_int_equal(decoder.bytes[SCANCODE_ANSWER], 2);
        assert_int_equal(decoder.bytes[SCANCODE_UNKNOWN], 1);
        assert_key(FEED("\x1e"), "KeyA", true);
    }
}

/* EE and FE are answers, unless the keys are down whose releases they are. */
static void test_two_releases_that_look_like_answers(void **state)
{
    (void)state;
    assert_int_equal(FEED("\xee"), SCANCODE_ANSWER);
    assert_key(FEED("\x6e"), "F23", true);
    assert_int_equal(FEED("\xfe"), SCANCODE_ANSWER);
    assert_key(FEED("\xee"), "F23", false);
    assert_int_equal(FEED("\xee"), SCANCODE_ANSWER);
    assert_key(FEED("\x7e"), "NumpadComma", true);
    assert_key(FEED("\x7e"), "NumpadComma", true);
    assert_key(FEED("\xfe"), "NumpadComma", false);
    assert_int_equal(FEED("\xfe"), SCANCODE_ANSWER);
}

static void test_unknown_codes_leave_no_trace(void **state)
{
    (void)state;
    assert_int_equal(FEED("\x55"), SCANCODE_UNKNOWN);
    assert_key(FEED("\x1e"), "KeyA", true);
    assert_int_equal(FEED("\xe0\x1e"), SCANCODE_UNKNOWN);
    assert_key(FEED("\x1e"), "KeyA", true);
    assert_int_equal(FEED("\xe0"), SCANCODE_PENDING);
    assert_int_equal(FEED("\xe0"), SCANCODE_PENDING); /* the first was followed by nothing */
    assert_key(FEED("\x4d"), "ArrowRight", true);
    assert_int_equal(decoder.bytes[SCANCODE_UNKNOWN], 4);
}

static void test_names_have_bounds(void **state)
{
    (void)state;
    assert_null(key_name(KEYS));
    assert_null(key_name(UINT32_MAX));
    assert_string_equal(key_name(KEY_PAUSE), "Pause");
}

int main(void)
{
#define DECODER_TEST(name) cmocka_unit_test_setup(name, decoder_fresh)
    const struct CMUnitTest tests[] = {
        DECODER_TEST(test_every_code),
        DECODER_TEST(test_press_and_release_differ_by_bit_7),
        DECODER_TEST(test_digits),
        DECODER_TEST(test_pause_is_one_press),
        DECODER_TEST(test_pause_that_breaks_off),
        DECODER_TEST(test_control_pause_is_break),
        DECODER_TEST(test_print_screen),
        DECODER_TEST(test_fake_shifts_are_no_keys),
        DECODER_TEST(test_late_self_test_is_a_release),
        DECODER_TEST(test_answers_are_no_keys),
        DECODER_TEST(test_two_releases_that_look_like_answers),
        DECODER_TEST(test_unknown_codes_leave_no_trace),
        DECODER_TEST(test_names_have_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
