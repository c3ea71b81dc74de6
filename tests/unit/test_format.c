/*
 * test_format.c: common/format.c against the C library's snprintf; part of row 03-9.
 *
 * A table of what programs write, then drawn formats with drawn values: the same text, the same
 * length, and the same where the buffer is too small. Where we differ by contract, or where C
 * promises nothing, the expected text stands here.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/format.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/format_model.h"

enum { TEXT_BYTES = 4096, DRAWN = 200000, GUARD = 0x5a };

static char expected[TEXT_BYTES];
static char ours[TEXT_BYTES];

/* The formats are what is tested, so they are not all literals. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wformat-truncation"
#endif

#define assert_same(...)                                                                           \
    do {                                                                                           \
        int length = snprintf(expected, sizeof(expected), __VA_ARGS__);                            \
        assert_int_equal(format_buffer(ours, sizeof(ours), __VA_ARGS__), length);                  \
        assert_string_equal(ours, expected);                                                       \
    } while (0)

#define assert_text(text, ...)                                                                     \
    do {                                                                                           \
        assert_int_equal(format_buffer(ours, sizeof(ours), __VA_ARGS__), strlen(text));            \
        assert_string_equal(ours, text);                                                           \
    } while (0)

static void test_literals(void **state)
{
    (void)state;
    assert_same("%s", "");
    assert_same("hello");
    assert_same("100 %%");
    assert_same("%%%%d%%");
    assert_same("\n\t\x01\xff");
    assert_text("", "%s", "");
}

static void test_integers(void **state)
{
    (void)state;
    static const int values[] = {0,    1,     9,       10, 42, 99,  100,  101,    999,
                                 1000, 65535, INT_MAX, -1, -9, -10, -100, INT_MIN};
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
        int value = values[i];
        assert_same("%d|%i|%u|%x|%X|%o", value, value, value, value, value, value);
        assert_same("%5d|%-5d|%05d|%+d|% d|%+5d|%-+5d|%+05d", value, value, value, value, value,
                    value, value, value);
        assert_same("%.0d|%.1d|%.5d|%8.5d|%-8.5d|%08.5d", value, value, value, value, value, value);
        assert_same("%#x|%#X|%#10x|%-#10x|%#010x|%#.5x|%#o", value, value, value, value, value,
                    value, value);
        assert_same("%hhd|%hd|%hhu|%hu|%hhx|%hx", value, value, value, value, value, value);
    }
}

static void test_wide_integers(void **state)
{
    (void)state;
    static const unsigned long long values[] = {
        0,
        1,
        UINT32_MAX,
        UINT32_MAX + 1ull,
        9999999999ull,
        10000000000ull,
        99999999999999ull,
        LLONG_MAX,
        1ull << 63,
        ULLONG_MAX,
    };
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
        unsigned long long value = values[i];
        assert_same("%llu|%lld|%llx|%llX|%llo", value, value, value, value, value);
        assert_same("%lu|%ld|%zu|%td|%jd|%ju", (unsigned long)value, (long)value, (size_t)value,
                    (ptrdiff_t)value, (intmax_t)value, (uintmax_t)value);
        assert_same("%016llx|%#018llx|%25lld|%-25llu|", value, value, value, value);
    }
}

/* Every power of ten and its neighbours: each number of digits, and each carry between digits. */
static void test_decimal_lengths(void **state)
{
    (void)state;
    for (unsigned long long power = 1; power <= 1000000000000000000ull; power *= 10) {
        assert_same("%llu %llu %llu", power - 1, power, power + 1);
        assert_same("%lld %lld %lld", -(long long)(power - 1), -(long long)power,
                    -(long long)(power + 1));
    }
    for (unsigned value = 0; value < 20000; value++) {
        assert_same("%u", value);
    }
}

static void test_strings_and_characters(void **state)
{
    (void)state;
    assert_same("%s|%10s|%-10s|%.2s|%10.2s|%-10.2s|%.0s|", "abc", "abc", "abc", "abc", "abc", "abc",
                "abc");
    assert_same("%c|%5c|%-5c|", 'x', 'y', 'z');
    assert_int_equal(format_buffer(ours, sizeof(ours), "%c", '\0'), 1);
    /* A precision is a promise that no byte more is read: this text has no end. */
    const char endless[3] = {'a', 'b', 'c'};
    assert_same("%.3s", endless);
    const char *volatile nothing = NULL; /* hidden from the compiler, which would warn */
    assert_text("(null)", "%s", nothing);
    assert_text("  (null)", "%8s", nothing);
}

static void test_star_takes_width_and_precision(void **state)
{
    (void)state;
    assert_same("%*d|%-*d|%*d|%0*d", 5, 1, 5, 2, -5, 3, 5, 4);
    assert_same("%.*d|%.*d|%.*s|%*.*s|", 3, 7, -3, 7, 2, "abc", 6, 2, "abc");
    assert_same("%*s|", 40, "wider than a run of blanks");
    assert_same("%0*x|", 70, 0xabc);
}

/* Ours by contract: 0x and all digits, so that addresses can be compared by eye. */
static void test_pointers(void **state)
{
    (void)state;
    assert_text("0x0000000000000000", "%p", (void *)NULL);
    assert_text("0x00000000deadbeef", "%p", (void *)0xdeadbeef);
    assert_text("0xffffffff80000000", "%p", (void *)0xffffffff80000000);
    assert_text("  0x0000000000001234|", "%20p|", (void *)0x1234);
    assert_text("0x0000000000001234  |", "%-20p|", (void *)0x1234);
}

/* C leaves these undefined; ours shows them as they stand and takes no argument. */
static void test_unknown_conversions_are_shown(void **state)
{
    (void)state;
    const char *const formats[] = {"%",  "a%", "%y", "%5y|", "%-08.3lly",
                                   "%n", "%f", "%l", "%.",   "%5"};
    for (size_t i = 0; i < ARRAY_LENGTH(formats); i++) {
        assert_text(formats[i], formats[i]);
    }
    assert_text("%y 7", "%y %d", 7);
}

static void count_only(void *context, const char *text, size_t length)
{
    (void)text;
    assert_true(length > 0);
    *(size_t *)context += length;
}

/* A width is a number of bytes to put, however silly; nothing is reserved for it. */
static void test_huge_width(void **state)
{
    (void)state;
    size_t given = 0;
    assert_int_equal(format_to(count_only, &given, "%1000000d", 5), 1000000);
    assert_int_equal(given, 1000000);
    given = 0;
    assert_int_equal(format_to(count_only, &given, "%.300000x", 5), 300000);
    assert_int_equal(given, 300000);
}

/* A number with more digits than an int can hold is a very large one, not a small one that is left
 * when the rest has overflowed. The compiler would
 * refuse it in a literal. */
static void test_a_precision_that_no_int_can_hold(void **state)
{
    (void)state;
    size_t given = 0;
    char format[40];
    snprintf(format, sizeof(format), "%%.%ss", "99999999999999999999");
    assert_int_equal(format_to(count_only, &given, format, "all of it"), 9);
    assert_int_equal(given, 9);
}

static size_t formatted_v(void *context, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t length = format_to_v(count_only, context, format, arguments);
    /* The caller's list is still at its first argument [C11 7.16.1.1]. */
    assert_int_equal(va_arg(arguments, int), 1234);
    va_end(arguments);
    return length;
}

static void test_the_callers_list_is_left_alone(void **state)
{
    (void)state;
    size_t given = 0;
    assert_int_equal(formatted_v(&given, "%d %d", 1234, 5), 6);
}

/* Cut at every length: the text's beginning, a NUL, the full length, and not a byte beyond. */
static void test_cut_buffers(void **state)
{
    (void)state;
    for (size_t size = 0; size < 40; size++) {
        char *cut = malloc(size + 1);
        char *libc = malloc(size + 1);
        memset(cut, GUARD, size + 1);
        memset(libc, GUARD, size + 1);
        int length = snprintf(libc, size, "left %-8d right %8s %s", 42, "abc", "end");
        assert_int_equal(format_buffer(cut, size, "left %-8d right %8s %s", 42, "abc", "end"),
                         length);
        assert_memory_equal(cut, libc, size + 1);
        free(cut);
        free(libc);
    }
    assert_int_equal(format_buffer(NULL, 0, "%d", 12345), 5);
}

static void test_drawn_formats(void **state)
{
    (void)state;
    struct random random = {.state = 5};
    for (int i = 0; i < DRAWN; i++) {
        /* Each second one into a buffer that may be too small. */
        format_model_round(&random, i % 2 == 0 ? FORMAT_MODEL_BYTES : random_below(&random, 60));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literals),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_wide_integers),
        cmocka_unit_test(test_decimal_lengths),
        cmocka_unit_test(test_strings_and_characters),
        cmocka_unit_test(test_star_takes_width_and_precision),
        cmocka_unit_test(test_pointers),
        cmocka_unit_test(test_unknown_conversions_are_shown),
        cmocka_unit_test(test_huge_width),
        cmocka_unit_test(test_a_precision_that_no_int_can_hold),
        cmocka_unit_test(test_the_callers_list_is_left_alone),
        cmocka_unit_test(test_cut_buffers),
        cmocka_unit_test(test_drawn_formats),
    };
    return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
