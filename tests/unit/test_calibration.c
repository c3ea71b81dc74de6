/*
 * test_calibration.c: kernel/core/calibration.c: median and spread, and counters that are none.
 */
#include "kernel/core/calibration.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

/* A run of 10 ms beside a counter of so many Hz. */
static struct calibration_run run_at(uint64_t hz)
{
    const uint16_t counts = 11932;
    uint64_t ticks = hz * counts * 11 / 13125000;
    return (struct calibration_run){counts, 1000, 1000 + ticks, 1000};
}

static void test_equal_runs(void **state)
{
    (void)state;
    static const uint64_t rates[] = {2000000, 2386364, 2400000000, 5800000000, 100000000000};
    for (size_t i = 0; i < ARRAY_LENGTH(rates); i++) {
        struct calibration_run runs[5];
        for (int run = 0; run < 5; run++) {
            runs[run] = run_at(rates[i]);
        }
        struct calibration found = calibration_of(runs, 5);
        assert_int_equal(found.status, CALIBRATION_OK);
        assert_in_range(found.hz, rates[i] - 110, rates[i] + 110); /* a tick in 10 ms */
        assert_int_equal(found.spread_ppm, 0);
    }
}

/* One run that was held up moves the spread, not the rate; in whatever order they come. */
static void test_the_median_and_the_spread(void **state)
{
    (void)state;
    const uint64_t rates[5] = {2000000000, 1999000000, 2001000000, 2000400000, 2600000000};
    for (uint32_t first = 0; first < 5; first++) {
        struct calibration_run runs[5];
        for (uint32_t i = 0; i < 5; i++) {
            runs[i] = run_at(rates[(first + i * 3) % 5]);
        }
        struct calibration found = calibration_of(runs, 5);
        assert_in_range(found.hz, 2000399800, 2000400200);
        assert_in_range(found.spread_ppm, 300439, 300441); /* 601 MHz of 2000.4 */
    }
}

/* A run that was held up for long does not even come into the median, however many there are. */
static void test_unsteady_runs_do_not_count(void **state)
{
    (void)state;
    struct calibration_run runs[5];
    for (int i = 0; i < 5; i++) {
        runs[i] = run_at(i == 3 ? 2000000000 : 7000000000);
        runs[i].longest = (runs[i].end - runs[i].begin) / 16 + (i != 3);
        assert_int_equal(calibration_run_is_steady(&runs[i]), i == 3);
    }
    struct calibration found = calibration_of(runs, 5);
    assert_in_range(found.hz, 1999999900, 2000000100);
    assert_int_equal(found.spread_ppm, 0);
    assert_int_equal(found.runs, 1);
    runs[3].longest = UINT64_MAX; /* none is steady: then they are all there is */
    found = calibration_of(runs, 5);
    assert_in_range(found.hz, 6999999900, 7000000100);
    assert_in_range(found.spread_ppm, 714285, 714286);
    assert_int_equal(found.runs, 5);
}

static void test_without_a_run(void **state)
{
    (void)state;
    assert_int_equal(calibration_of(NULL, 0).status, CALIBRATION_NO_TIMER);
}

static void test_one_run_has_no_spread(void **state)
{
    (void)state;
    struct calibration_run run = run_at(3000000000);
    struct calibration found = calibration_of(&run, 1);
    assert_int_equal(found.status, CALIBRATION_OK);
    assert_int_equal(found.spread_ppm, 0);
}

static void test_what_is_no_counter_is_told(void **state)
{
    (void)state;
    const struct {
        struct calibration_run run;
        enum calibration_status status;
    } cases[] = {
        {{0, 5, 5000, 0}, CALIBRATION_NO_TIMER},
        {{11932, 5, 5, 0}, CALIBRATION_STILL},
        {{11932, 5, 4, UINT64_MAX}, CALIBRATION_BACKWARDS},
        {{11932, UINT64_MAX, 20000000, 0}, CALIBRATION_BACKWARDS},
        {{11932, 0, UINT64_MAX, 0}, CALIBRATION_TOO_FAST},
        {{1, 0, 838096, 0}, CALIBRATION_TOO_FAST},
        {{1, 0, 838095, 0}, CALIBRATION_OK},
        {{UINT16_MAX, 0, 838095ull * UINT16_MAX, 0}, CALIBRATION_OK},
        {{UINT16_MAX, 0, 1, 0}, CALIBRATION_OK},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct calibration_run runs[3] = {run_at(1000000000), run_at(1000000000), cases[i].run};
        struct calibration found = calibration_of(runs, 3);
        assert_int_equal(found.status, cases[i].status);
        assert_int_equal(found.hz > 0, cases[i].status == CALIBRATION_OK);
    }
}

static void test_drawn_runs(void **state)
{
    (void)state;
    struct random random = {.state = 3};
    for (int round = 0; round < 100000; round++) {
        struct calibration_run runs[CALIBRATION_RUNS_MOST];
        uint32_t count = (uint32_t)random_below(&random, CALIBRATION_RUNS_MOST) + 1;
        for (uint32_t i = 0; i < count; i++) {
            runs[i] = run_at(random_below(&random, 10000000000) + 2000000);
        }
        struct calibration found = calibration_of(runs, count);
        assert_int_equal(found.status, CALIBRATION_OK);
        uint32_t below = 0;
        uint32_t above = 0;
        for (uint32_t i = 0; i < count; i++) {
            uint64_t hz = calibration_of(&runs[i], 1).hz;
            below += hz < found.hz;
            above += hz > found.hz;
        }
        assert_true(below <= count / 2 && above <= count / 2);
        assert_int_equal(found.spread_ppm > 0, below + above > 0);
    }
}

static const char *text_of(enum calibration_status status, uint32_t spread_ppm)
{
    struct calibration calibration = {.status = status, .spread_ppm = spread_ppm};
    return calibration_text(&calibration);
}

static void test_every_status_has_a_text(void **state)
{
    (void)state;
    assert_string_equal(text_of(CALIBRATION_OK, 10000), "good");
    assert_string_equal(text_of(CALIBRATION_OK, 10001), "rough"); /* over 1 % between the looks */
    assert_string_equal(text_of(CALIBRATION_STILL, 0), "stands still");
    assert_string_equal(text_of(CALIBRATION_BACKWARDS, 0), "runs backwards");
    assert_string_equal(text_of(CALIBRATION_NO_TIMER, 0),
                        "cannot be measured: the interval timer does not count");
    assert_string_equal(text_of(CALIBRATION_TOO_FAST, 0), "is faster than any clock");
    assert_string_equal(text_of((enum calibration_status)9, 0), "unknown");
}

static void test_ticks_as_time(void **state)
{
    (void)state;
    struct calibration tsc = {.status = CALIBRATION_OK, .hz = 2400000000};
    assert_int_equal(calibration_microseconds(&tsc, 0), 0);
    assert_int_equal(calibration_microseconds(&tsc, 1), 1); /* rounded up */
    assert_int_equal(calibration_microseconds(&tsc, 2400), 1);
    assert_int_equal(calibration_microseconds(&tsc, 2401), 2);
    assert_int_equal(calibration_microseconds(&tsc, 24 * tsc.hz + 2400), 24000001);
    tsc.hz = 1000000000000; /* the fastest that counts: no product may overflow */
    assert_int_equal(calibration_microseconds(&tsc, tsc.hz - 1), 1000000);
    assert_int_equal(calibration_microseconds(&tsc, UINT64_MAX), 18446744073710);
    tsc.status = CALIBRATION_TOO_FAST;
    assert_int_equal(calibration_microseconds(&tsc, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_runs),
        cmocka_unit_test(test_the_median_and_the_spread),
        cmocka_unit_test(test_unsteady_runs_do_not_count),
        cmocka_unit_test(test_without_a_run),
        cmocka_unit_test(test_one_run_has_no_spread),
        cmocka_unit_test(test_what_is_no_counter_is_told),
        cmocka_unit_test(test_drawn_runs),
        cmocka_unit_test(test_every_status_has_a_text),
        cmocka_unit_test(test_ticks_as_time),
    };
    return cmocka_run_group_tests_name("calibration", tests, NULL, NULL);
}
