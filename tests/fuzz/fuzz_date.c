/*
 * fuzz_date.c: any registers of the clock chip are a date that the C library knows too, with the
 * same seconds and day of the week, or none.
 *
 * Input: the eight registers of struct date_registers.
 */
#include <string.h>
#include <time.h>

#include "common/pc/cmos.h"
#include "kernel/core/date.h"
#include "tests/fuzz/fuzz.h"

/* The library puts a day that is none, 31 April, elsewhere; one that it leaves is a date. */
static bool library_knows(const struct date *date, struct tm *tm, int64_t *seconds)
{
    *tm = (struct tm){.tm_year = date->year - 1900,
                      .tm_mon = date->month - 1,
                      .tm_mday = date->day,
                      .tm_hour = date->hour,
                      .tm_min = date->minute,
                      .tm_sec = date->second};
    *seconds = timegm(tm);
    return tm->tm_year == date->year - 1900 && tm->tm_mon == date->month - 1 &&
           tm->tm_mday == date->day && tm->tm_hour == date->hour && tm->tm_min == date->minute &&
           tm->tm_sec == date->second;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct date_registers registers = {0};
    struct date date;
    struct tm tm;
    int64_t seconds;
    memcpy(&registers, bytes, count < sizeof(registers) ? count : sizeof(registers));
    bool is_date = date_from_registers(&registers, &date);
    bool is_known = library_knows(&date, &tm, &seconds);
    if (!is_date) {
        /* Registers that are good numbers, each in its range, are refused for the day alone. */
        bool is_plain = (registers.b & CMOS_B_BINARY) && (registers.b & CMOS_B_24_HOURS);
        assert_false(is_plain && is_known && registers.year < 100);
        return 0;
    }
    assert_true(is_known);
    assert_int_equal(date_seconds(&date), seconds);
    assert_int_equal(date_weekday(&date), tm.tm_wday);
    char text[DATE_TEXT_BYTES], expected[DATE_TEXT_BYTES + 1];
    date_text(&date, text);
    assert_int_equal(strftime(expected, sizeof(expected), "%Y-%m-%d %H:%M:%S", &tm),
                     DATE_TEXT_BYTES - 1);
    assert_string_equal(text, expected);
    return 0;
}
