/*
 * test_date.c: kernel/core/date.c: the calendar against the C library's, and the clock chip's
 * registers in all their forms.
 */
#include <time.h>

#include "kernel/core/date.h"
#include "tests/unit/cmocka_headers.h"

/* The bits of register B, by the data sheet's numbers. */
enum { B_BINARY = 4, B_24 = 2, PM = 0x80 };

static struct date date_make(int year, int month, int day)
{
    return (struct date){(uint16_t)year, (uint8_t)month, (uint8_t)day, 0, 0, 0};
}

/* Every day from the year 1 on: one more than the day before, and the next day of the week. */
static void test_every_day_of_the_calendar(void **state)
{
    (void)state;
    int32_t days = -719162; /* of 1 January of the year 1, a Monday */
    uint32_t weekday = 1;
    uint32_t valid = 0;
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= 31; day++) {
                struct date date = date_make(year, month, day);
                if (!date_is_valid(&date)) {
                    continue;
                }
                assert_int_equal(date_days(&date), days++);
                assert_int_equal(date_weekday(&date), weekday);
                weekday = (weekday + 1) % 7;
                valid++;
            }
        }
    }
    assert_int_equal(valid, 3652059);
}

static void test_seconds_as_the_c_library_has_them(void **state)
{
    (void)state;
    for (int64_t seconds = -3000000000; seconds < 6000000000; seconds += 86399 * 7 + 13) {
        struct tm tm;
        time_t given = (time_t)seconds;
        gmtime_r(&given, &tm);
        struct date date = date_make(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
        date.hour = (uint8_t)tm.tm_hour;
        date.minute = (uint8_t)tm.tm_min;
        date.second = (uint8_t)tm.tm_sec;
        assert_true(date_is_valid(&date));
        assert_int_equal(date_seconds(&date), seconds);
        assert_int_equal(date_weekday(&date), tm.tm_wday);
    }
}

static void test_leap_years(void **state)
{
    (void)state;
    const struct {
        int year;
        bool leap;
    } cases[] = {{2024, true}, {2025, false}, {1900, false}, {2000, true}, {2100, false}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct date date = date_make(cases[i].year, 2, 29);
        assert_int_equal(date_is_valid(&date), cases[i].leap);
    }
}

static void test_each_field_beyond_its_range(void **state)
{
    (void)state;
    const struct date good = {2026, 11, 25, 23, 59, 59};
    assert_true(date_is_valid(&good));
    const struct date bad[] = {
        {0, 11, 25, 14, 4, 21},     {10000, 11, 25, 14, 4, 21}, {2026, 0, 25, 14, 4, 21},
        {2026, 13, 25, 14, 4, 21},  {2026, 11, 0, 14, 4, 21},   {2026, 11, 31, 14, 4, 21},
        {2026, 11, 25, 24, 4, 21},  {2026, 11, 25, 14, 60, 21}, {2026, 11, 25, 14, 4, 60},
        {2026, 255, 25, 14, 4, 21},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        assert_false(date_is_valid(&bad[i]));
    }
}

static void test_text(void **state)
{
    (void)state;
    char text[DATE_TEXT_BYTES];
    date_text(&(struct date){2026, 11, 25, 14, 4, 21}, text);
    assert_string_equal(text, "2026-11-25 14:04:21");
    date_text(&(struct date){7, 1, 2, 3, 4, 5}, text);
    assert_string_equal(text, "0007-01-02 03:04:05");
}

static uint8_t bcd(uint32_t number)
{
    return (uint8_t)(number / 10 * 16 + number % 10);
}

/* 25 November 2026, in the form that register B says. */
static struct date_registers registers_make(uint8_t b)
{
    struct date_registers r = {21, 4, 14, 25, 11, 26, 20, b};
    if (!(b & B_BINARY)) {
        r = (struct date_registers){bcd(21), bcd(4),  bcd(14), bcd(25),
                                    bcd(11), bcd(26), bcd(20), b};
    }
    return r;
}

/* Each hour as the chip writes it in each of the four forms. */
static void test_every_hour_in_every_form(void **state)
{
    (void)state;
    for (uint32_t hour = 0; hour < 24; hour++) {
        uint32_t twelve = hour % 12 == 0 ? 12 : hour % 12;
        uint32_t pm = hour >= 12 ? PM : 0;
        const struct {
            uint8_t b;
            uint32_t value;
        } forms[] = {
            {B_24, bcd(hour)},
            {B_24 | B_BINARY, hour},
            {0, bcd(twelve) | pm},
            {B_BINARY, twelve | pm},
        };
        for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
            struct date_registers registers = registers_make(forms[i].b);
            registers.hour = (uint8_t)forms[i].value;
            struct date date;
            assert_true(date_from_registers(&registers, &date));
            assert_int_equal(date.hour, hour);
            assert_int_equal(date.year, 2026);
            assert_int_equal(date.month, 11);
            assert_int_equal(date.day, 25);
            assert_int_equal(date.minute, 4);
            assert_int_equal(date.second, 21);
        }
    }
}

static void test_hours_that_there_are_not(void **state)
{
    (void)state;
    const struct {
        uint8_t b, hour;
    } cases[] = {
        {0, 0},
        {0, 0x13},
        {0, PM},
        {0, PM | 0x13},
        {B_BINARY, 0},
        {B_BINARY, 13},
        {B_BINARY, PM | 13},
        {B_24, 0x24},
        {B_24, 0x1a},
        {B_24, PM | 0x02},
        {B_24 | B_BINARY, 24},
        {B_24 | B_BINARY, PM | 2},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct date_registers registers = registers_make(cases[i].b);
        registers.hour = cases[i].hour;
        struct date date;
        assert_false(date_from_registers(&registers, &date));
    }
}

static void test_bcd_digits_above_nine(void **state)
{
    (void)state;
    const struct date_registers good = registers_make(B_24);
    for (size_t field = 0; field < 6; field++) {
        for (uint32_t value = 0; value < 256; value++) {
            if (value % 16 < 10 && value / 16 < 10) {
                continue;
            }
            struct date_registers registers = good;
            ((uint8_t *)&registers)[field] = (uint8_t)value;
            struct date date;
            assert_false(date_from_registers(&registers, &date));
        }
    }
}

/* The byte is firmware's own: it may be missing, never set, or something else altogether. */
static void test_centuries(void **state)
{
    (void)state;
    const struct {
        uint8_t century, year;
        uint16_t full;
    } cases[] = {
        {0x20, 0x26, 2026}, {0x21, 0x05, 2105}, {0x19, 0x99, 1999}, {0x00, 0x26, 2026},
        {0xff, 0x26, 2026}, {0x00, 0x99, 1999}, {0x22, 0x26, 2026}, {0x19, 0x26, 2026},
        {0x20, 0x00, 2000}, {0x18, 0x70, 1970}, {0xff, 0x69, 2069}, {0x1a, 0x26, 2026},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct date_registers registers = registers_make(B_24);
        registers.century = cases[i].century;
        registers.year = cases[i].year;
        struct date date;
        assert_true(date_from_registers(&registers, &date));
        assert_int_equal(date.year, cases[i].full);
    }
}

static void test_the_year_of_a_leap_day_counts(void **state)
{
    (void)state;
    struct date_registers registers = registers_make(B_24);
    struct date date;
    registers.month = 0x02;
    registers.day = 0x29;
    registers.year = 0x28;
    assert_true(date_from_registers(&registers, &date));
    registers.year = 0x27;
    assert_false(date_from_registers(&registers, &date));
}

/* Whatever the registers hold, what is called a date is one. */
static void test_no_register_makes_a_wrong_date(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2000000; i++) {
        uint32_t x = i * 2654435761u;
        uint32_t y = x * 2246822519u + i;
        struct date_registers registers = {
            (uint8_t)x,         (uint8_t)(x >> 8),  (uint8_t)(x >> 16), (uint8_t)(x >> 24),
            (uint8_t)(y >> 16), (uint8_t)(y >> 24), (uint8_t)y,         (uint8_t)(y >> 8),
        };
        struct date date;
        if (date_from_registers(&registers, &date)) {
            assert_true(date_is_valid(&date));
            assert_in_range(date.year, 1970, 2199);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day_of_the_calendar),
        cmocka_unit_test(test_seconds_as_the_c_library_has_them),
        cmocka_unit_test(test_leap_years),
        cmocka_unit_test(test_each_field_beyond_its_range),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_every_hour_in_every_form),
        cmocka_unit_test(test_hours_that_there_are_not),
        cmocka_unit_test(test_bcd_digits_above_nine),
        cmocka_unit_test(test_centuries),
        cmocka_unit_test(test_the_year_of_a_leap_day_counts),
        cmocka_unit_test(test_no_register_makes_a_wrong_date),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
