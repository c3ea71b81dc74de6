/*
 * test_line_editor_random.c: drawn keys, against an editor that is as plain as can be.
 */
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/editor_bench.h"
#include "tests/unit/random.h"

/* The line as code points, and every line ever entered: no limit but the line's bytes. */
struct plain {
    uint32_t text[LINE_BYTES], draft[LINE_BYTES];
    uint32_t length, cursor, draft_length;
    uint32_t age;
    uint32_t lines, entered_length[4096];
    uint32_t entered[4096][LINE_BYTES];
};

static struct plain plain;

static uint32_t bytes_of(uint32_t code)
{
    return code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
}

static uint32_t plain_bytes(void)
{
    uint32_t bytes = 0;
    for (uint32_t i = 0; i < plain.length; i++) {
        bytes += bytes_of(plain.text[i]);
    }
    return bytes;
}

static void plain_set(const uint32_t *text, uint32_t length)
{
    memmove(plain.text, text, length * sizeof(*text));
    plain.length = plain.cursor = length;
}

static void plain_insert(uint32_t code)
{
    if (plain_bytes() + bytes_of(code) <= LINE_MOST) {
        memmove(&plain.text[plain.cursor + 1], &plain.text[plain.cursor],
                (plain.length - plain.cursor) * sizeof(code));
        plain.text[plain.cursor++] = code;
        plain.length++;
    }
}

static void plain_delete(uint32_t from, uint32_t to)
{
    if (from < to && to <= plain.length) {
        memmove(&plain.text[from], &plain.text[to], (plain.length - to) * sizeof(plain.text[0]));
        plain.length -= to - from;
        plain.cursor = from;
    }
}

static void plain_remove_line(uint32_t index)
{
    plain.lines--;
    memmove(plain.entered[index], plain.entered[index + 1],
            (plain.lines - index) * sizeof(plain.entered[0]));
    memmove(&plain.entered_length[index], &plain.entered_length[index + 1],
            (plain.lines - index) * sizeof(plain.entered_length[0]));
}

static void plain_enter(void)
{
    bool is_blank = true;
    for (uint32_t i = 0; i < plain.length; i++) {
        is_blank = is_blank && plain.text[i] == ' ';
    }
    for (uint32_t i = 0; i < plain.lines; i++) {
        if (!is_blank && plain.entered_length[i] == plain.length &&
            memcmp(plain.entered[i], plain.text, plain.length * 4) == 0) {
            plain_remove_line(i);
        }
    }
    if (!is_blank) {
        memcpy(plain.entered[plain.lines], plain.text, sizeof(plain.text));
        plain.entered_length[plain.lines++] = plain.length;
    }
    plain.length = plain.cursor = plain.age = 0;
}

static void plain_recall(uint32_t age)
{
    if (age > plain.lines || age > HISTORY_LINES) {
        return;
    }
    if (plain.age == 0) {
        memcpy(plain.draft, plain.text, sizeof(plain.text));
        plain.draft_length = plain.length;
    }
    plain.age = age;
    if (age == 0) {
        plain_set(plain.draft, plain.draft_length);
    } else {
        plain_set(plain.entered[plain.lines - age], plain.entered_length[plain.lines - age]);
    }
}

static void plain_press(struct input input)
{
    switch (input.kind) {
    case INPUT_CHARACTER:
        plain_insert(input.code);
        break;
    case INPUT_LEFT:
        plain.cursor -= plain.cursor > 0;
        break;
    case INPUT_RIGHT:
        plain.cursor += plain.cursor < plain.length;
        break;
    case INPUT_HOME:
        plain.cursor = 0;
        break;
    case INPUT_END:
        plain.cursor = plain.length;
        break;
    case INPUT_BACKSPACE:
        plain_delete(plain.cursor - (plain.cursor > 0), plain.cursor);
        break;
    case INPUT_DELETE:
        plain_delete(plain.cursor, plain.cursor + 1);
        break;
    case INPUT_UP:
        plain_recall(plain.age + 1);
        break;
    case INPUT_DOWN:
        plain_recall(plain.age - 1);
        break;
    case INPUT_ENTER:
        plain_enter();
        break;
    default:
        if (input.code == 'U') {
            plain_delete(0, plain.cursor);
        } else {
            plain_delete(plain.cursor, plain.length);
        }
    }
}

/* Mostly characters, so that lines grow long; Ctrl-U and Ctrl-K seldom, so that they stay so. */
static struct input input_draw(struct random *random)
{
    static const enum input_kind kinds[] = {INPUT_LEFT,      INPUT_LEFT, INPUT_RIGHT,
                                            INPUT_HOME,      INPUT_END,  INPUT_DELETE,
                                            INPUT_BACKSPACE, INPUT_UP,   INPUT_DOWN};
    static const uint32_t codes[] = {'a', 'b', ' ', 0xf6, 0x3b1, 0x20ac, 0x2588};
    uint64_t draw = random_below(random, 1000);
    if (draw < 5) {
        return (struct input){INPUT_ENTER, 0};
    }
    if (draw < 10) {
        return (struct input){INPUT_CONTROL, draw < 7 ? 'U' : 'K'};
    }
    if (draw < 500) {
        return (struct input){kinds[random_below(random, ARRAY_LENGTH(kinds))], 0};
    }
    bool is_letter = random_below(random, 2) == 0;
    return (struct input){INPUT_CHARACTER, is_letter
                                               ? 'a' + (uint32_t)random_below(random, 26)
                                               : codes[random_below(random, ARRAY_LENGTH(codes))]};
}

static void assert_alike(void)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < plain.length; i++) {
        assert_true(i != plain.cursor || at == bench.editor.cursor);
        uint32_t code;
        at += character_get(bench.editor.text + at, &code);
        assert_int_equal(code, plain.text[i]);
    }
    assert_int_equal(at, bench.editor.length);
    assert_true(plain.cursor < plain.length || bench.editor.cursor == at);
    assert_true(bench_is_consistent());
}

static void test_drawn_keys(void **state)
{
    (void)state;
    struct random random = {.state = 12};
    bench_start();
    for (int i = 0; i < 60000; i++) {
        struct input input = input_draw(&random);
        bool is_age_0 = input.kind == INPUT_DOWN && plain.age == 0;
        if (!is_age_0) {
            plain_press(input);
        }
        enum line_result result = line_editor_input(&bench.editor, input);
        assert_int_equal(result, input.kind == INPUT_ENTER ? LINE_ENTERED : LINE_GOES_ON);
        if (result == LINE_ENTERED) {
            line_editor_start(&bench.editor);
        }
        assert_alike();
    }
    assert_true(plain.lines > HISTORY_LINES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawn_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
