/*
 * test_f64_text.c: the shortest decimal against the C library's exact one (row 03-9).
 *
 * The C library rounds a decimal of n digits in both directions; the shortest text is the first n
 * for which one of the two reads back. Of two the nearest is right, which the library tells too.
 */
#include "kernel/core/f64_text.h"

#include <fenv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/f64_host.h"
#include "tests/unit/random.h"

enum { DRAWN = 20000, TEXT_ROOM = 512, DIGITS_ROOM = 40 };

/* A decimal of so many digits, rounded in the direction; does it read back? */
static bool decimal_make(char *text, double number, int digits, int direction)
{
    fesetround(direction);
    snprintf(text, TEXT_ROOM, "%.*e", digits - 1, number);
    fesetround(FE_TONEAREST);
    double back = strtod(text, NULL);
    return memcmp(&back, &number, sizeof(back)) == 0;
}

static void shortest_by_search(char *text, double number)
{
    for (int digits = 1; digits <= 17; digits++) {
        char up[TEXT_ROOM], down[TEXT_ROOM];
        bool up_is_good = decimal_make(up, number, digits, FE_UPWARD);
        bool down_is_good = decimal_make(down, number, digits, FE_DOWNWARD);
        if (up_is_good && down_is_good) {
            decimal_make(text, number, digits, FE_TONEAREST);
            return;
        }
        if (up_is_good || down_is_good) {
            strcpy(text, up_is_good ? up : down);
            return;
        }
    }
    fail_msg("%a: no decimal reads back", number);
}

/* "-1.5e-07" becomes "-1.5e-7"; plain where the exponent allows, digits moved about by the text. */
static void notation_make(char *text, const char *scientific)
{
    char digits[DIGITS_ROOM];
    int exponent = atoi(strchr(scientific, 'e') + 1);
    int count = 0;
    for (const char *at = scientific; *at != 'e'; at++) {
        if (*at >= '0' && *at <= '9' && count < DIGITS_ROOM - 1) {
            digits[count++] = *at;
        }
    }
    while (count > 1 && digits[count - 1] == '0') {
        count--;
    }
    digits[count] = '\0';
    const char *sign = scientific[0] == '-' ? "-" : "";
    if (exponent < -6 || exponent >= 21) {
        sprintf(text, "%s%c%s%se%d", sign, digits[0], count > 1 ? "." : "", digits + 1, exponent);
    } else if (exponent < 0) {
        sprintf(text, "%s0.%.*s%s", sign, -exponent - 1, "00000000", digits);
    } else if (count <= exponent + 1) {
        sprintf(text, "%s%s%.*s", sign, digits, exponent + 1 - count, "000000000000000000000");
    } else {
        sprintf(text, "%s%.*s.%s", sign, exponent + 1, digits, digits + exponent + 1);
    }
}

static void assert_shortest(f64_t value)
{
    char room[F64_TEXT_MOST + 1], scientific[TEXT_ROOM], wanted[TEXT_ROOM];
    if (f64_exponent(value) == F64_EXPONENT_MOST) {
        return;
    }
    memset(room, '#', sizeof(room));
    assert_ptr_equal(f64_text(room, value), room);
    assert_int_equal(room[F64_TEXT_MOST], '#');
    assert_in_range(strlen(room), 1, 25);
    shortest_by_search(scientific, host(value));
    notation_make(wanted, scientific);
    assert_string_equal(room, wanted);
}

static void assert_text(double number, const char *wanted)
{
    char room[F64_TEXT_MOST];
    assert_string_equal(f64_text(room, ours(number)), wanted);
}

static void test_well_known(void **state)
{
    (void)state;
    assert_text(42.0, "42");
    assert_text(1.0 / 3.0, "0.3333333333333333");
    assert_text(0.1, "0.1");
    assert_text(0.1 + 0.2, "0.30000000000000004");
    assert_text(-1.5, "-1.5");
    assert_text(100.0, "100");
    assert_text(1e20, "100000000000000000000");
    assert_text(123456789012345680000.0, "123456789012345680000");
    assert_text(1e21, "1e21");
    assert_text(1.5e300, "1.5e300");
    assert_text(1e-6, "0.000001");
    assert_text(1e-7, "1e-7");
    assert_text(-1.2345678901234566e-7, "-1.2345678901234566e-7");
    assert_text(5e-324, "5e-324");
    assert_text(2.2250738585072014e-308, "2.2250738585072014e-308");
    assert_text(1.7976931348623157e308, "1.7976931348623157e308");
    assert_text(9007199254740992.0, "9007199254740992");
    assert_text(5.684341886080802e-14, "5.684341886080802e-14"); /* 2^-44: the nearer one fails */
}

static void test_no_digits(void **state)
{
    (void)state;
    assert_text(0.0, "0");
    assert_text(-0.0, "-0");
    assert_text(1.0 / 0.0, "inf");
    assert_text(-1.0 / 0.0, "-inf");
    assert_text(__builtin_nan(""), "NaN");
}

static void test_powers_of_two(void **state)
{
    (void)state;
    for (uint64_t exponent = 0; exponent < F64_EXPONENT_MOST; exponent++) {
        uint64_t bits = exponent << F64_FRACTION_BITS;
        if (bits > 0) {
            assert_shortest((f64_t){bits - 1});
            assert_shortest((f64_t){bits});
        }
        assert_shortest((f64_t){bits + 1});
    }
    for (uint64_t bit = 0; bit < F64_FRACTION_BITS; bit++) {
        assert_shortest((f64_t){UINT64_C(1) << bit});
    }
}

static void test_powers_of_ten(void **state)
{
    (void)state;
    for (int power = -323; power <= 308; power++) {
        char text[16];
        snprintf(text, sizeof(text), "1e%d", power);
        f64_t value = ours(strtod(text, NULL));
        assert_shortest(value);
        assert_shortest((f64_t){value.bits - 1});
        assert_shortest((f64_t){value.bits + 1});
    }
}

static void test_drawn_bits(void **state)
{
    (void)state;
    struct random random = {.state = 1};
    for (int i = 0; i < DRAWN; i++) {
        assert_shortest((f64_t){random_next(&random)});
    }
}

/* Numbers as people write them: few digits, ordinary sizes, so that the notation is plain. */
static void test_drawn_decimals(void **state)
{
    (void)state;
    struct random random = {.state = 2};
    for (int i = 0; i < DRAWN; i++) {
        char text[40];
        snprintf(text, sizeof(text), "%lldE%d", (long long)random_magnitude(&random),
                 (int)random_below(&random, 40) - 30);
        f64_t value = ours(strtod(text, NULL));
        if (value.bits != 0) {
            assert_shortest(value);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_well_known),    cmocka_unit_test(test_no_digits),
        cmocka_unit_test(test_powers_of_two), cmocka_unit_test(test_powers_of_ten),
        cmocka_unit_test(test_drawn_bits),    cmocka_unit_test(test_drawn_decimals),
    };
    return cmocka_run_group_tests_name("f64_text", tests, NULL, NULL);
}
