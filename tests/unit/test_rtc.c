/*
 * test_rtc.c: kernel/dev/rtc.c and cmos.c over a fake clock chip [MC146818].
 */
#include <string.h>

#include "kernel/dev/cmos.h"
#include "kernel/dev/rtc.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/port_bus.h"

enum { ACCESSES_AT_MOST = 300000 };

static struct {
    uint8_t bytes[128];
    uint8_t index;         /* as it was written, with the gate of NMIs */
    bool chosen;           /* an index waits for its access */
    uint32_t updating;     /* so many looks at register A say that an update runs */
    uint64_t second_every; /* accesses; 0: the clock stands */
    uint64_t next_second;
    uint32_t acknowledged; /* how often register C was read */
} chip;

/* One second more, without a carry: what is torn shows as another second or minute. */
static void second_passes(void)
{
    chip.bytes[0x00] = (uint8_t)((chip.bytes[0x00] + 1) % 10);
    chip.bytes[0x02] = (uint8_t)(chip.bytes[0x00] + 0x10);
}

static uint8_t chip_read(uint16_t port)
{
    assert_int_equal(port, 0x71);
    assert_true(chip.chosen);
    chip.chosen = false;
    if (chip.second_every > 0 && bus.accesses >= chip.next_second) {
        chip.next_second = bus.accesses + chip.second_every;
        second_passes();
    }
    uint8_t index = chip.index & 0x7f;
    if (index == 0x0a && chip.updating > 0) {
        chip.updating -= chip.updating != UINT32_MAX;
        return chip.bytes[index] | 0x80;
    }
    if (index == 0x0c) {
        chip.acknowledged++;
        uint8_t value = chip.bytes[index];
        chip.bytes[index] = 0;
        return value;
    }
    return chip.bytes[index];
}

static void chip_write(uint16_t port, uint8_t value)
{
    if (port == 0x70) {
        chip.index = value;
        chip.chosen = true;
        return;
    }
    assert_true(chip.chosen);
    chip.chosen = false;
    chip.bytes[chip.index & 0x7f] = value;
}

static int machine_start(void **state)
{
    (void)state;
    memset(&chip, 0, sizeof(chip));
    static const uint8_t registers[] = {0x21, 0, 0x04, 0, 0x14, 0, 0, 0x25, 0x11, 0x26, 0x26, 0x02};
    memcpy(chip.bytes, registers, sizeof(registers));
    chip.bytes[0x0d] = 0x80;
    chip.bytes[0x32] = 0x20;
    bus_start();
    bus_attach(&(struct bus_device){0x70, 0x71, chip_read, chip_write});
    cmos_nmi(false);
    return 0;
}

/* Whatever happened: it took a bounded time, and no access was left half done. */
static int machine_stop(void **state)
{
    (void)state;
    assert_true(bus.accesses < ACCESSES_AT_MOST);
    assert_false(chip.chosen);
    return 0;
}

static void assert_date_read(const char *expected, enum rtc_status expected_status)
{
    struct date date;
    char text[DATE_TEXT_BYTES];
    assert_int_equal(rtc_read(&date), expected_status);
    date_text(&date, text);
    assert_string_equal(text, expected);
}

static void test_a_date_in_every_form(void **state)
{
    (void)state;
    assert_date_read("2026-11-25 14:04:21", RTC_OK);
    chip.bytes[0x0b] = 0x00; /* twelve hours */
    chip.bytes[0x04] = 0x92; /* 12 PM */
    assert_date_read("2026-11-25 12:04:21", RTC_OK);
    chip.bytes[0x04] = 0x12;
    assert_date_read("2026-11-25 00:04:21", RTC_OK);
    static const uint8_t binary[] = {59, 0, 58, 0, 23, 0, 0, 31, 12, 26, 0x26, 0x06};
    memcpy(chip.bytes, binary, sizeof(binary));
    chip.bytes[0x32] = 20;
    assert_date_read("2026-12-31 23:58:59", RTC_OK);
}

static void test_an_update_is_waited_for(void **state)
{
    (void)state;
    chip.updating = 20000;
    assert_date_read("2026-11-25 14:04:21", RTC_OK);
    assert_true(bus.accesses > 40000);
}

static void test_an_update_that_never_ends(void **state)
{
    (void)state;
    struct date date;
    chip.updating = UINT32_MAX;
    assert_int_equal(rtc_read(&date), RTC_BUSY);
}

/* The second changes while the registers are read, at every place: what is told was once true. */
static void test_a_second_passes_in_between(void **state)
{
    (void)state;
    for (uint64_t at = 0; at < 60; at++) {
        machine_start(NULL);
        chip.bytes[0x00] = 0x05;
        chip.bytes[0x02] = 0x15;
        chip.second_every = 1000;
        chip.next_second = bus.accesses + at;
        struct date date;
        assert_int_equal(rtc_read(&date), RTC_OK);
        assert_int_equal(date.minute, date.second + 10);
        assert_in_range(date.second, 5, 6);
    }
}

static void test_a_clock_that_races(void **state)
{
    (void)state;
    struct date date;
    chip.second_every = 1;
    assert_int_equal(rtc_read(&date), RTC_UNSTEADY);
}

static void test_no_chip(void **state)
{
    (void)state;
    struct date date;
    bus_start();
    bus_attach_nothing(0x70, 0x71);
    assert_int_equal(rtc_read(&date), RTC_ABSENT);
    assert_in_range(bus.accesses, 1, 10);
}

static void test_a_flat_battery_is_told_beside_the_date(void **state)
{
    (void)state;
    chip.bytes[0x0d] = 0;
    assert_date_read("2026-11-25 14:04:21", RTC_NO_BATTERY);
}

static void test_no_date(void **state)
{
    (void)state;
    struct date date;
    chip.bytes[0x08] = 0x13;
    assert_int_equal(rtc_read(&date), RTC_NO_DATE);
    memset(chip.bytes, 0, sizeof(chip.bytes));
    assert_int_equal(rtc_read(&date), RTC_NO_DATE);
}

/* The gate's bit is in every index that is written, as it was last said. */
static void test_the_gate_of_nmis_stays_as_it_is(void **state)
{
    (void)state;
    struct date date;
    for (int round = 0; round < 4; round++) {
        bool open = round % 2;
        bus_trace_clear();
        cmos_nmi(open);
        rtc_read(&date);
        cmos_write(0x40, 7);
        rtc_periodic(false);
        for (uint32_t i = 0; i < bus.traced; i++) {
            if (bus.trace[i].port == 0x70) {
                assert_int_equal(bus.trace[i].value >> 7, !open);
            }
        }
        assert_int_equal(chip.bytes[0x40], 7);
    }
}

static void test_periodic_interrupt(void **state)
{
    (void)state;
    chip.bytes[0x0c] = 0xd0; /* something waits from before */
    rtc_periodic(true);
    assert_int_equal(chip.bytes[0x0b], 0x42); /* and the form of the date is what it was */
    assert_int_equal(chip.bytes[0x0a], 0x26);
    assert_int_equal(chip.acknowledged, 1);
    assert_false(rtc_acknowledge());
    chip.bytes[0x0c] = 0xc0;
    assert_true(rtc_acknowledge());
    chip.bytes[0x0c] = 0x90; /* an update's interrupt, not the periodic one */
    assert_false(rtc_acknowledge());
    rtc_periodic(false);
    assert_int_equal(chip.bytes[0x0b], 0x02);
}

/* Firmware may leave another rate, and the bit that says "updating" is not there to be written. */
static void test_the_rate_is_set_and_the_divider_kept(void **state)
{
    (void)state;
    chip.bytes[0x0a] = 0x2f;
    chip.updating = 1;
    rtc_periodic(true);
    assert_int_equal(chip.bytes[0x0a], 0x26);
}

static void test_every_status_has_a_text(void **state)
{
    (void)state;
    assert_string_equal(rtc_status_text(RTC_OK), "good");
    assert_string_equal(rtc_status_text(RTC_NO_BATTERY), "its battery is flat");
    assert_string_equal(rtc_status_text(RTC_ABSENT), "not there");
    assert_string_equal(rtc_status_text(RTC_BUSY), "its update never ends");
    assert_string_equal(rtc_status_text(RTC_UNSTEADY), "no two readings are the same");
    assert_string_equal(rtc_status_text(RTC_NO_DATE), "holds no date");
    assert_string_equal(rtc_status_text((enum rtc_status)9), "unknown");
}

#define RTC_TEST(test) cmocka_unit_test_setup_teardown(test, machine_start, machine_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RTC_TEST(test_a_date_in_every_form),
        RTC_TEST(test_an_update_is_waited_for),
        RTC_TEST(test_an_update_that_never_ends),
        RTC_TEST(test_a_second_passes_in_between),
        RTC_TEST(test_a_clock_that_races),
        RTC_TEST(test_no_chip),
        RTC_TEST(test_a_flat_battery_is_told_beside_the_date),
        RTC_TEST(test_no_date),
        RTC_TEST(test_the_gate_of_nmis_stays_as_it_is),
        RTC_TEST(test_periodic_interrupt),
        RTC_TEST(test_the_rate_is_set_and_the_divider_kept),
        RTC_TEST(test_every_status_has_a_text),
    };
    return cmocka_run_group_tests_name("rtc", tests, NULL, NULL);
}
