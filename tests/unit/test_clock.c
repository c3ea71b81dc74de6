/*
 * test_clock.c: kernel/core/clock.c: the timer's rate, its error, and time without drift (row
 * 07-5).
 */
#include "common/pc/i8254.h"
#include "kernel/core/clock.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

__extension__ typedef unsigned __int128 wide;

static void test_the_rate_that_is_used_and_its_error(void **state)
{
    (void)state;
    const struct {
        uint32_t hz, divisor;
        uint64_t millihertz;
        int64_t ppm;
    } cases[] = {
        {1000, 1193, 1000152, 152}, /* the kernel's */
        {100, 11932, 99998, -15},   /* 100 Hz */
        {18, 65536, 18207, 11473},  /* as slow as it goes: what a BIOS leaves */
        {0, 65536, 18207, 0},
        {1, 65536, 18207, 17206510},
        {1193182, 2, 596590909, -500000}, /* as fast as it goes */
        {UINT32_MAX, 2, 596590909, -999861},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_int_equal(clock_divisor(cases[i].hz), cases[i].divisor);
        assert_int_equal(clock_rate_millihertz(cases[i].divisor), cases[i].millihertz);
        if (cases[i].hz > 0) {
            assert_int_equal(clock_error_ppm(cases[i].divisor, cases[i].hz), cases[i].ppm);
        }
    }
}

/* No other divisor comes nearer: compared as fractions, exactly. */
static void test_every_divisor_is_the_nearest(void **state)
{
    (void)state;
    for (uint32_t hz = 19; hz < 600000; hz += 1 + hz / 500) {
        uint64_t ideal = PIT_RATE_NUMERATOR; /* = divisor * 11 * hz for no error */
        uint64_t unit = 11ull * hz;
        uint64_t divisor = clock_divisor(hz);
        uint64_t off = divisor * unit > ideal ? divisor * unit - ideal : ideal - divisor * unit;
        if (divisor > PIT_DIVISOR_LEAST && divisor < PIT_DIVISOR_MOST) {
            assert_true(off * 2 <= unit);
        }
    }
}

static void test_time_is_exact(void **state)
{
    (void)state;
    struct random random = {.state = 11};
    for (int i = 0; i < 200000; i++) {
        uint64_t counts = random_magnitude(&random) >> 10; /* 478 years at most */
        assert_int_equal(clock_nanoseconds(counts),
                         (uint64_t)((wide)counts * 11 * 1000000000 / 13125000));
        assert_int_equal(clock_milliseconds(counts),
                         (uint64_t)((wide)counts * 11 * 1000 / 13125000));
    }
}

/* A year of ticks: the sum of the ticks is the time, to the millisecond, and it never goes back. */
static void test_ticks_do_not_drift(void **state)
{
    (void)state;
    const uint64_t ticks = 365ull * 86400 * 1000;
    wide exact = (wide)ticks * 1193 * 11 * 1000 / 13125000;
    assert_int_equal(clock_milliseconds(ticks * 1193), (uint64_t)exact);
    uint64_t before = 0;
    for (uint64_t tick = ticks; tick < ticks + 100000; tick++) {
        uint64_t now = clock_nanoseconds(tick * 1193);
        assert_true(now > before);
        assert_true(before == 0 || (now - before >= 999847 && now - before <= 999848));
        before = now;
    }
}

static void test_text(void **state)
{
    (void)state;
    const struct {
        uint64_t ms;
        const char *text;
    } cases[] = {
        {0, "00:00:00.000"},
        {1, "00:00:00.001"},
        {59999, "00:00:59.999"},
        {60000, "00:01:00.000"},
        {86399999, "23:59:59.999"},
        {86400000, "1 d 00:00:00.000"},
        {3 * 86400000ull + 14706789, "3 d 04:05:06.789"},
        {UINT64_MAX, "213503982334 d 14:25:51.615"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char text[CLOCK_TEXT_BYTES];
        size_t length = clock_text(cases[i].ms, text);
        assert_string_equal(text, cases[i].text);
        assert_int_equal(text[length], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_rate_that_is_used_and_its_error),
        cmocka_unit_test(test_every_divisor_is_the_nearest),
        cmocka_unit_test(test_time_is_exact),
        cmocka_unit_test(test_ticks_do_not_drift),
        cmocka_unit_test(test_text),
    };
    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
