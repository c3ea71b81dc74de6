/*
 * test_pit.c: kernel/dev/pit.c and tsc.c over a fake timer (row 07-5).
 */
#include "kernel/core/clock.h"
#include "kernel/dev/pit.h"
#include "kernel/dev/tsc.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_i8254.h"
#include "tests/unit/port_bus.h"

enum { ACCESSES_AT_MOST = 1000000 };

static int machine_start(void **state)
{
    (void)state;
    bus_start();
    fake_pit_start();
    return 0;
}

/* Whatever happened: nothing was heard, and port 61h is as it was. */
static int machine_stop(void **state)
{
    (void)state;
    assert_int_equal(fake_pit.speaker_on, 0);
    assert_int_equal(fake_pit.port_61, 0x0c);
    assert_true(bus.accesses < ACCESSES_AT_MOST);
    return 0;
}

static void test_the_words_of_1000_hz(void **state)
{
    (void)state;
    pit_start(clock_divisor(1000));
    ASSERT_TRACE(OUT(0x43, 0x34), OUT(0x40, 0xa9), OUT(0x40, 0x04)); /* 1193, mode 2 */
    assert_int_equal(fake_pit.channels[0].reload, 1193);
}

static void test_the_slowest_rate_is_written_as_0(void **state)
{
    (void)state;
    pit_start(clock_divisor(0));
    ASSERT_TRACE(OUT(0x43, 0x34), OUT(0x40, 0), OUT(0x40, 0));
    fake_pit.access_ns = 0;
    fake_pit.channels[0].counted = 0;
    assert_int_equal(pit_remaining(), 0x10000);
}

static void test_remaining_counts_down_and_begins_again(void **state)
{
    (void)state;
    pit_start(1193);
    uint32_t wraps = 0;
    uint32_t before = pit_remaining();
    uint64_t from = fake_pit.ns;
    while (fake_pit.ns - from < 100000000) {
        uint32_t now = pit_remaining();
        assert_in_range(now, 1, 1193);
        wraps += now > before;
        before = now;
    }
    assert_in_range(wraps, 99, 101); /* in 100 ms */
}

static void test_stopwatch_counts_from_0(void **state)
{
    (void)state;
    for (int again = 0; again < 3; again++) {
        pit_stopwatch_start();
        assert_in_range(pit_stopwatch_counts(), 0, 2);
        fake_pit.ns += 10000000;
        assert_in_range(pit_stopwatch_counts(), 11931, 11940);
        fake_pit.ns += 40000000;
        assert_in_range(pit_stopwatch_counts(), 59659, 59680);
        pit_stopwatch_stop();
    }
}

/* Somebody has left the gate open and the speaker on: still it starts at 0, and in silence. */
static void test_stopwatch_after_a_beep(void **state)
{
    (void)state;
    fake_pit.port_61 = 0x0f;
    fake_pit.access_ns = 3000;
    pit_stopwatch_start();
    assert_in_range(pit_stopwatch_counts(), 0, 8);
    pit_stopwatch_stop();
}

/* The stopwatch leaves the ticks alone. */
static void test_the_channels_do_not_meet(void **state)
{
    (void)state;
    pit_start(1193);
    uint64_t counted = fake_pit.channels[0].counted;
    pit_stopwatch_start();
    pit_stopwatch_counts();
    pit_stopwatch_stop();
    assert_int_equal(fake_pit.channels[0].reload, 1193);
    assert_true(fake_pit.channels[0].counted >= counted);
}

static void test_counters_of_many_rates(void **state)
{
    (void)state;
    static const uint64_t rates[] = {1000000, 100000000, 2000000000, 5700000000};
    static const uint64_t access_times[] = {50, 200, 1000, 3000};
    for (size_t i = 0; i < ARRAY_LENGTH(rates); i++) {
        for (size_t j = 0; j < ARRAY_LENGTH(access_times); j++) {
            machine_start(NULL);
            fake_pit.counter_hz = rates[i];
            fake_pit.access_ns = access_times[j];
            struct calibration found = tsc_calibrate(fake_counter);
            assert_int_equal(found.status, CALIBRATION_OK);
            /* One count and one access are the error of each end: some 400 in a million. */
            assert_in_range(found.hz, rates[i] - rates[i] / 2500, rates[i] + rates[i] / 2500);
            assert_in_range(found.spread_ppm, 0, 800);
        }
    }
}

/* Time is lost once, at each access in turn, and `stall_ns` of it. Mostly this does no harm, since
 * both counters run on; where it parts the two, or the timer goes round meanwhile, it must not move
 * the rate. Returns how often the spread told of it. */
static uint32_t stall_everywhere(uint64_t stall_ns)
{
    uint32_t told = 0;
    for (uint64_t at = 0; at < 2500; at++) {
        machine_start(NULL);
        fake_pit.access_ns = 20000;
        fake_pit.stall_at = at;
        fake_pit.stall_ns = stall_ns;
        struct calibration found = tsc_calibrate(fake_counter);
        assert_int_equal(found.status, CALIBRATION_OK);
        assert_in_range(found.hz, 1999200000, 2000800000);
        assert_int_equal(found.runs, 5);
        told += found.spread_ppm > 20000;
    }
    return told;
}

static void test_a_short_stall_moves_the_spread_alone(void **state)
{
    (void)state;
    assert_in_range(stall_everywhere(400000), 5, 50);
}

static void test_a_run_with_a_long_stall_is_repeated(void **state)
{
    (void)state;
    assert_int_equal(stall_everywhere(5000000), 0);
    assert_int_equal(stall_everywhere(56000000), 0); /* the timer goes round */
    assert_int_equal(stall_everywhere(500000000), 0);
}

/* Every run is held up, as by a host with too many guests; still there is an end, and an answer. */
static void test_stalls_without_end(void **state)
{
    (void)state;
    fake_pit.access_ns = 20000;
    fake_pit.stall_every = 100;
    fake_pit.stall_ns = 5000000;
    struct calibration found = tsc_calibrate(fake_counter);
    assert_int_equal(found.status, CALIBRATION_OK);
    assert_in_range(found.hz, 1800000000, 2200000000);
}

static uint64_t still(void)
{
    return 12345;
}

static uint64_t backwards(void)
{
    return UINT64_MAX / 2 - fake_counter();
}

static void test_counters_that_are_none(void **state)
{
    (void)state;
    assert_int_equal(tsc_calibrate(still).status, CALIBRATION_STILL);
    assert_int_equal(tsc_calibrate(backwards).status, CALIBRATION_BACKWARDS);
    fake_pit.counter_hz = 1500000000000;
    assert_int_equal(tsc_calibrate(fake_counter).status, CALIBRATION_TOO_FAST);
}

static void test_a_timer_that_stands_still(void **state)
{
    (void)state;
    fake_pit.stands_still = true;
    struct calibration found = tsc_calibrate(fake_counter);
    assert_int_equal(found.status, CALIBRATION_NO_TIMER);
    assert_int_equal(found.hz, 0);
}

static void test_no_timer_at_all(void **state)
{
    (void)state;
    bus_start();
    bus_attach_nothing(0x40, 0x61);
    assert_int_equal(tsc_calibrate(fake_counter).status, CALIBRATION_NO_TIMER);
}

#define PIT_TEST(test) cmocka_unit_test_setup_teardown(test, machine_start, machine_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PIT_TEST(test_the_words_of_1000_hz),
        PIT_TEST(test_the_slowest_rate_is_written_as_0),
        PIT_TEST(test_remaining_counts_down_and_begins_again),
        PIT_TEST(test_stopwatch_counts_from_0),
        PIT_TEST(test_stopwatch_after_a_beep),
        PIT_TEST(test_the_channels_do_not_meet),
        PIT_TEST(test_counters_of_many_rates),
        PIT_TEST(test_a_short_stall_moves_the_spread_alone),
        PIT_TEST(test_a_run_with_a_long_stall_is_repeated),
        PIT_TEST(test_stalls_without_end),
        PIT_TEST(test_counters_that_are_none),
        PIT_TEST(test_a_timer_that_stands_still),
        PIT_TEST(test_no_timer_at_all),
    };
    return cmocka_run_group_tests_name("pit", tests, NULL, NULL);
}
