/*
 * test_arguments.c: kernel/core/arguments.c: words, numbers, and what errors say.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/types.h"
#include "kernel/core/arguments.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

/* The words, each followed by a bar. */
static void assert_words(const char *line, const char *words)
{
    struct arguments arguments;
    char found[2 * LINE_BYTES] = "";
    assert_null(arguments_split(&arguments, line));
    for (uint32_t i = 0; i < arguments.count; i++) {
        strcat(strcat(found, arguments.word[i]), "|");
    }
    assert_null(arguments.word[arguments.count]);
    assert_string_equal(found, words);
}

static void test_words(void **state)
{
    (void)state;
    assert_words("", "");
    assert_words("    ", "");
    assert_words("heap", "heap|");
    assert_words("  dump   0x1000  4K ", "dump|0x1000|4K|");
    assert_words("say \"two words\" end", "say|two words|end|");
    assert_words("a\"b c\"d e", "ab cd|e|");
    assert_words("say \"\" \"\"\"\"", "say|||");
    assert_words("fault \xc3\xb6", "fault|\xc3\xb6|");
}

static void assert_split_error(const char *line, const char *error)
{
    struct arguments arguments;
    assert_string_equal(arguments_split(&arguments, line), error);
    assert_int_equal(arguments.count, 0);
    assert_null(arguments.word[0]);
}

static void test_lines_that_cannot_be_split(void **state)
{
    (void)state;
    assert_split_error("say \"two words", "a quotation mark (\") has no partner");
    assert_split_error("\"", "a quotation mark (\") has no partner");
    assert_words("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
                 "1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|");
    assert_split_error("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17",
                       "the line has more than 16 words");
    char line[LINE_BYTES + 1];
    memset(line, 'x', sizeof(line));
    line[LINE_BYTES] = '\0';
    assert_split_error(line, "the line is too long");
    line[LINE_MOST] = '\0';
    struct arguments arguments;
    assert_null(arguments_split(&arguments, line));
    assert_string_equal(arguments.word[0], line);
}

static void assert_number(const char *word, uint64_t expected)
{
    char error[ARGUMENT_ERROR_BYTES];
    uint64_t value = 0;
    assert_true(argument_number(word, UINT64_MAX, &value, error));
    assert_int_equal(value, expected);
}

static void test_numbers(void **state)
{
    (void)state;
    assert_number("0", 0);
    assert_number("4096", 4096);
    assert_number("0x1000", 4096);
    assert_number("0XfFfF", 0xffff);
    assert_number("0x0010", 16);
    assert_number("4K", 4096);
    assert_number("2m", 2 << 20);
    assert_number("0x3G", 3ull << 30);
    assert_number("0K", 0);
    assert_number("18446744073709551615", UINT64_MAX);
    assert_number("0xffffffffffffffff", UINT64_MAX);
    assert_number("0x3fffffffffffffK", 0xfffffffffffffc00);
}

static void assert_refused(const char *word, uint64_t most, const char *expected)
{
    char error[ARGUMENT_ERROR_BYTES];
    uint64_t value = 0;
    assert_false(argument_number(word, most, &value, error));
    assert_string_equal(error, expected);
}

static void test_what_errors_say(void **state)
{
    (void)state;
    const uint64_t any = UINT64_MAX;
#define A_NUMBER "expected a number such as 4096, 0x1000 or 4K, found "
    assert_refused("foo", any, A_NUMBER "\"foo\"");
    assert_refused("12x", any, A_NUMBER "\"12x\"");
    assert_refused("-5", any, A_NUMBER "\"-5\"");
    assert_refused("", any, A_NUMBER "\"\"");
    assert_refused(NULL, any, A_NUMBER "nothing");
    assert_refused("0x", any, A_NUMBER "\"0x\"");
    assert_refused("K", any, A_NUMBER "\"K\"");
    assert_refused("4KB", any, A_NUMBER "\"4KB\"");
    assert_refused("0xK", any, A_NUMBER "\"0xK\"");
    assert_refused("1 ", any, A_NUMBER "\"1 \"");
    assert_refused("010", any,
                   "expected a number without zeros before it (this would not be octal), "
                   "found \"010\"");
    assert_refused("18446744073709551616", any,
                   "expected at most 18446744073709551615, found \"18446744073709551616\"");
    assert_refused("0x10000000000000000", any,
                   "expected at most 0xffffffffffffffff, found \"0x10000000000000000\"");
    assert_refused("17179869184G", any,
                   "expected at most 18446744073709551615, found \"17179869184G\"");
    assert_refused("256", 255, "expected at most 255, found \"256\"");
    assert_refused("0x100", 255, "expected at most 0xff, found \"0x100\"");
    assert_refused("1K", 1023, "expected at most 1023, found \"1K\"");
    char error[ARGUMENT_ERROR_BYTES];
    argument_refuse(error, "the name of a layout", "xx");
    assert_string_equal(error, "expected the name of a layout, found \"xx\"");
}

static void test_the_longest_word_is_shown_in_full(void **state)
{
    (void)state;
    char word[LINE_BYTES];
    char error[ARGUMENT_ERROR_BYTES];
    uint64_t value;
    memset(word, 'x', LINE_MOST);
    word[LINE_MOST] = '\0';
    assert_false(argument_number(word, 1, &value, error));
    assert_non_null(strstr(error, word));
    assert_int_equal(error[strlen(error) - 1], '"');
    memset(word, '0', LINE_MOST);
    assert_false(argument_number(word, 1, &value, error));
    assert_int_equal(error[strlen(error) - 1], '"');
}

/* What the C library and 128 bits make of a word. */
static bool oracle(const char *word, uint64_t most, uint64_t *value)
{
    const char *suffixes = "KkMmGg";
    bool is_hex = strncmp(word, "0x", 2) == 0;
    size_t length = strlen(word);
    const char *suffix = length > 0 ? strchr(suffixes, word[length - 1]) : NULL;
    length -= suffix != NULL;
    const char *digits = is_hex ? word + 2 : word;
    size_t count = length - (size_t)(digits - word);
    if (length < (size_t)(digits - word) || count == 0 ||
        strspn(digits, is_hex ? "0123456789abcdefABCDEF" : "0123456789") < count ||
        (!is_hex && count > 1 && *digits == '0')) {
        return false;
    }
    errno = 0;
    unsigned __int128 number = strtoull(digits, NULL, is_hex ? 16 : 10);
    number <<= suffix != NULL ? 10 * ((suffix - suffixes) / 2 + 1) : 0;
    *value = (uint64_t)number;
    return errno == 0 && number <= most;
}

static void word_draw(struct random *random, char word[32])
{
    static const char characters[] = "0011289afxKMG";
    uint64_t value = random_magnitude(random);
    const char *formats[] = {"%llu", "0x%llx", "%lluK", "0x%llxM", "%lluG", "0%llu"};
    snprintf(word, 32, formats[random_below(random, ARRAY_LENGTH(formats))],
             (unsigned long long)value);
    while (random_below(random, 3) == 0) {
        word[random_below(random, strlen(word) + 1)] =
            characters[random_below(random, sizeof(characters))];
    }
}

static void test_drawn_numbers(void **state)
{
    (void)state;
    struct random random = {.state = 16};
    uint32_t accepted = 0;
    for (int i = 0; i < 200000; i++) {
        char word[33] = "";
        char error[ARGUMENT_ERROR_BYTES];
        word_draw(&random, word);
        uint64_t most = random_magnitude(&random);
        uint64_t value = 0;
        uint64_t expected = 0;
        bool is_number = oracle(word, most, &expected);
        assert_int_equal(argument_number(word, most, &value, error), is_number);
        assert_true(!is_number || value == expected);
        accepted += is_number;
    }
    assert_in_range(accepted, 20000, 180000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_lines_that_cannot_be_split),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_what_errors_say),
        cmocka_unit_test(test_the_longest_word_is_shown_in_full),
        cmocka_unit_test(test_drawn_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
