/*
 * test_escape.c: kernel/core/escape.c: keys of real terminals, cut in two at any byte, and garbage.
 */
#include <string.h>

#include "kernel/core/escape.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"
#include "tests/unit/terminal_bytes.h"

enum { KEYS_MOST = 4096 };

/* Feeds bytes, with a pause after the first `pause` of them, and after the last; returns the number
 * of keys. A pause is as long as escape_is_waiting() asks for. */
static size_t feed(struct escape *escape, const uint8_t *bytes, size_t count, size_t pause,
                   struct input *keys)
{
    size_t number = 0;
    for (size_t i = 0; i <= count; i++) {
        struct input key = {INPUT_NONE, 0};
        if (i > 0 && (i == pause || i == count)) {
            assert_int_equal(escape_is_waiting(escape), escape->state == ESCAPE_ESC);
            key = escape_timeout(escape);
            keys[number] = key;
            number += key.kind != INPUT_NONE;
        }
        if (i < count) {
            key = escape_next(escape, bytes[i]);
            keys[number] = key;
            number += key.kind != INPUT_NONE;
        }
    }
    return number;
}

static size_t feed_text(const char *text, struct input *keys)
{
    struct escape escape = {0};
    size_t length = strlen(text);
    return feed(&escape, (const uint8_t *)text, length, length, keys);
}

static void assert_keys(const char *text, const enum input_kind *kinds, size_t count)
{
    struct input keys[64];
    assert_int_equal(feed_text(text, keys), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(keys[i].kind, kinds[i]);
    }
}

static void assert_key(const char *text, enum input_kind kind)
{
    assert_keys(text, &kind, kind == INPUT_NONE ? 0 : 1);
}

static const struct {
    const char *bytes;
    enum input_kind kind;
} terminal_keys[] = {
    {"\x1b[A", INPUT_UP},
    {"\x1bOA", INPUT_UP},
    {"\x1b[B", INPUT_DOWN},
    {"\x1bOB", INPUT_DOWN},
    {"\x1b[C", INPUT_RIGHT},
    {"\x1bOC", INPUT_RIGHT},
    {"\x1b[D", INPUT_LEFT},
    {"\x1bOD", INPUT_LEFT},
    {"\x1b[H", INPUT_HOME},
    {"\x1bOH", INPUT_HOME},
    {"\x1b[1~", INPUT_HOME},
    {"\x1b[7~", INPUT_HOME},
    {"\x1b[F", INPUT_END},
    {"\x1bOF", INPUT_END},
    {"\x1b[4~", INPUT_END},
    {"\x1b[8~", INPUT_END},
    {"\x1b[3~", INPUT_DELETE},
    {"\x1b[5~", INPUT_PAGE_UP},
    {"\x1b[6~", INPUT_PAGE_DOWN},
    {"\x1b[1;5C", INPUT_RIGHT},
    {"\x1b[3;2~", INPUT_DELETE},
    {"\x1b[1;2H", INPUT_HOME},
    {"\r", INPUT_ENTER},
    {"\n", INPUT_ENTER},
    {"\r\n", INPUT_ENTER},
    {"\b", INPUT_BACKSPACE},
    {"\x7f", INPUT_BACKSPACE},
    {"\t", INPUT_TAB},
    {"\x1b", INPUT_ESCAPE},
    /* F1 to F12 of xterm, rxvt and the Linux console, Insert, Shift-Tab, a cursor report. */
    {"\x1bOP", INPUT_NONE},
    {"\x1bOS", INPUT_NONE},
    {"\x1b[11~", INPUT_NONE},
    {"\x1b[15~", INPUT_NONE},
    {"\x1b[24~", INPUT_NONE},
    {"\x1b[[A", INPUT_NONE},
    {"\x1b[[E", INPUT_NONE},
    {"\x1b[2~", INPUT_NONE},
    {"\x1b[Z", INPUT_NONE},
    {"\x1b[24;80R", INPUT_NONE},
    {"\x1b[200~", INPUT_NONE},
};

static void test_keys_of_terminals(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(terminal_keys); i++) {
        assert_key(terminal_keys[i].bytes, terminal_keys[i].kind);
    }
}

/* However long the line keeps quiet in the middle of a sequence; only after the ESC alone does a
 * pause mean something. */
static void test_sequences_cut_in_two(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(terminal_keys); i++) {
        const char *bytes = terminal_keys[i].bytes;
        size_t length = strlen(bytes);
        for (size_t pause = 2; pause < length; pause++) {
            struct escape escape = {0};
            struct input keys[8] = {{0}};
            size_t count = feed(&escape, (const uint8_t *)bytes, length, pause, keys);
            assert_int_equal(count, terminal_keys[i].kind != INPUT_NONE);
            assert_int_equal(keys[0].kind, terminal_keys[i].kind);
            assert_int_equal(escape.dropped_bytes, count == 1 ? 0 : length);
        }
    }
    struct escape escape = {0};
    struct input keys[8] = {{0}};
    assert_int_equal(feed(&escape, (const uint8_t *)"\x1b[A", 3, 1, keys), 3);
    assert_int_equal(keys[0].kind, INPUT_ESCAPE);
    assert_int_equal(keys[1].code, '[');
    assert_int_equal(keys[2].code, 'A');
}

static void test_every_control_character(void **state)
{
    (void)state;
    for (char byte = 1; byte <= 26; byte++) {
        const char text[] = {byte, '\0'};
        struct input keys[2];
        assert_int_equal(feed_text(text, keys), 1);
        if (strchr("\b\t\n\r", byte) == NULL) {
            assert_int_equal(keys[0].kind, INPUT_CONTROL);
            assert_int_equal(keys[0].code, '@' + byte);
        }
    }
}

static void test_line_ends(void **state)
{
    (void)state;
    const enum input_kind enters[] = {INPUT_ENTER, INPUT_ENTER, INPUT_ENTER};
    assert_keys("\r\n\r\n", enters, 2);
    assert_keys("\r\r\n", enters, 2);
    assert_keys("\n\r", enters, 2);
    assert_keys("\n\n\r\n", enters, 3);
    const enum input_kind between[] = {INPUT_ENTER, INPUT_CHARACTER, INPUT_ENTER};
    assert_keys("\rx\n", between, 3);
    const enum input_kind after_escape[] = {INPUT_ENTER, INPUT_ESCAPE, INPUT_ENTER};
    assert_keys("\r\x1b\x1b\n", after_escape, 3);
}

static void test_escape_before_other_keys(void **state)
{
    (void)state;
    struct input keys[4];
    assert_int_equal(feed_text("\x1bx", keys), 1);
    assert_int_equal(keys[0].kind, INPUT_ALT);
    assert_int_equal(keys[0].code, 'x');
    assert_keys("\x1b\x1b[A", (enum input_kind[]){INPUT_ESCAPE, INPUT_UP}, 2);
    assert_keys("\x1b\x1b", (enum input_kind[]){INPUT_ESCAPE, INPUT_ESCAPE}, 2);
    assert_keys("\x1b\xc3\xb6", (enum input_kind[]){INPUT_ESCAPE, INPUT_CHARACTER}, 2);
    assert_key("\x1b\r", INPUT_ENTER);
}

/* What has begun never keeps the next control character from its work. */
static void test_broken_sequences(void **state)
{
    (void)state;
    const char *begun[] = {"\x1b[", "\x1bO", "\x1b[12;", "\x1b[[", "\x1b[?1 ", "\xc3", "\xf0\x9f"};
    for (size_t i = 0; i < ARRAY_LENGTH(begun); i++) {
        char text[16];
        struct input keys[4];
        strcat(strcpy(text, begun[i]), "\x03");
        assert_int_equal(feed_text(text, keys), 1);
        assert_int_equal(keys[0].kind, INPUT_CONTROL);
        strcat(strcpy(text, begun[i]), "\x1b[A");
        assert_key(text, INPUT_UP);
        strcat(strcpy(text, begun[i]), "\xc3\xb6");
        assert_key(text, INPUT_CHARACTER);
    }
}

static void test_sequences_that_are_too_long(void **state)
{
    (void)state;
    for (size_t digits = 1; digits < 2000; digits += digits < 20 ? 1 : 7) {
        struct escape escape = {0};
        assert_int_equal(escape_next(&escape, 0x1b).kind, INPUT_NONE);
        assert_int_equal(escape_next(&escape, '[').kind, INPUT_NONE);
        for (size_t i = 0; i < digits; i++) {
            assert_int_equal(escape_next(&escape, '0').kind, INPUT_NONE);
        }
        enum input_kind kind = escape_next(&escape, 'A').kind;
        assert_int_equal(kind, digits + 3 <= 16 ? INPUT_UP : INPUT_NONE);
        assert_int_equal(escape.dropped_bytes, kind == INPUT_UP ? 0 : digits + 3);
        assert_int_equal(escape_next(&escape, 'x').code, 'x');
    }
}

static size_t utf8_write(uint8_t *to, uint32_t code)
{
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, code /= 64) {
        to[i] = (uint8_t)(0x80 + code % 64);
    }
    const uint8_t marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
    to[0] = (uint8_t)(marks[length] + code);
    return length;
}

static void test_every_character_of_unicode(void **state)
{
    (void)state;
    struct escape escape = {0};
    uint64_t dropped = 0;
    for (uint32_t code = 0xa0; code <= 0x10ffff; code++) {
        uint8_t bytes[4];
        size_t length = utf8_write(bytes, code);
        struct input key = {INPUT_NONE, 0};
        for (size_t i = 0; i < length; i++) {
            assert_int_equal(key.kind, INPUT_NONE);
            key = escape_next(&escape, bytes[i]);
        }
        bool is_surrogate = code >= 0xd800 && code <= 0xdfff;
        dropped += is_surrogate ? length : 0;
        assert_int_equal(key.kind, is_surrogate ? INPUT_NONE : INPUT_CHARACTER);
        assert_int_equal(key.code, is_surrogate ? 0 : code);
        assert_int_equal(escape.dropped_bytes, dropped);
    }
}

static void test_wrong_utf8_is_dropped_up_to_the_next_character(void **state)
{
    (void)state;
    const char *wrong[] = {"\x80",
                           "\xbf",
                           "\xc0\x80",
                           "\xc1\xbf",
                           "\xe0\x80\x80",
                           "\xed\xa0\x80",
                           "\xf0\x8f\xbf\xbf",
                           "\xf4\x90\x80\x80",
                           "\xf5",
                           "\xff",
                           "\xc3",
                           "\xe2\x82",
                           "\xf0\x9f\x98",
                           "\xc2\x85"};
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        struct escape escape = {0};
        struct input keys[4];
        char text[8];
        strcat(strcpy(text, wrong[i]), "x");
        size_t length = strlen(text);
        assert_int_equal(feed(&escape, (const uint8_t *)text, length, length, keys), 1);
        assert_int_equal(keys[0].code, 'x');
        assert_int_equal(escape.dropped_bytes, length - 1);
    }
}

static void test_breaks_are_counted_and_end_what_has_begun(void **state)
{
    (void)state;
    struct escape escape = {0};
    escape_next(&escape, 0x1b);
    escape_next(&escape, '[');
    escape_break(&escape);
    assert_int_equal(escape.breaks, 1);
    assert_int_equal(escape.dropped_bytes, 2);
    assert_int_equal(escape_next(&escape, 'A').code, 'A');
    escape_next(&escape, '\r');
    escape_break(&escape);
    assert_int_equal(escape_next(&escape, '\n').kind, INPUT_ENTER);
    assert_int_equal(escape_next(&escape, 0).kind, INPUT_NONE);
    assert_int_equal(escape.dropped_bytes, 3);
}

/* Bytes that meet: half of them from those that sequences and characters are made of. */
static uint8_t byte_draw(struct random *random)
{
    static const uint8_t usual[] =
        "\x1b\x1b\x1b[[O~137;HAFD\r\n\b\x7f\xc3\xb6\xe2\x82\xac\xf0\x9f\x98";
    return random_below(random, 2) == 0 ? (uint8_t)random_next(random)
                                        : usual[random_below(random, sizeof(usual))];
}

static void test_garbage_is_read_as_with_all_of_it_in_sight(void **state)
{
    (void)state;
    static uint8_t bytes[KEYS_MOST];
    static struct input keys[KEYS_MOST + 1];
    static struct input expected[KEYS_MOST];
    struct random random = {.state = 5};
    for (int round = 0; round < 2000; round++) {
        size_t count = random_below(&random, round % 10 == 0 ? KEYS_MOST : 40);
        for (size_t i = 0; i < count; i++) {
            bytes[i] = byte_draw(&random);
        }
        struct escape escape = {0};
        size_t used;
        size_t number = feed(&escape, bytes, count, count, keys);
        assert_int_equal(number, terminal_bytes_read(bytes, count, expected, &used));
        for (size_t i = 0; i < number; i++) {
            assert_int_equal(keys[i].kind, expected[i].kind);
            assert_int_equal(keys[i].code, expected[i].code);
        }
        /* No byte is lost without being counted. */
        assert_int_equal(used + escape.dropped_bytes + escape.length, count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_of_terminals),
        cmocka_unit_test(test_sequences_cut_in_two),
        cmocka_unit_test(test_every_control_character),
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_escape_before_other_keys),
        cmocka_unit_test(test_broken_sequences),
        cmocka_unit_test(test_sequences_that_are_too_long),
        cmocka_unit_test(test_every_character_of_unicode),
        cmocka_unit_test(test_wrong_utf8_is_dropped_up_to_the_next_character),
        cmocka_unit_test(test_breaks_are_counted_and_end_what_has_begun),
        cmocka_unit_test(test_garbage_is_read_as_with_all_of_it_in_sight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
