/*
 * date.c: the Gregorian calendar, and the clock chip's registers read as a date [MC146818].
 *
 * Called by kernel/dev/rtc.c and whoever prints a date.
 */
#include "kernel/core/date.h"

#include "common/format.h"
#include "common/pc/cmos.h"

enum { MONTHS = 12, FEBRUARY = 2, HOURS = 24, NOON = 12, MINUTES = 60, SECONDS = 60, WEEKDAYS = 7 };
enum { SECONDS_OF_A_DAY = HOURS * MINUTES * SECONDS };

/* What a century byte may say, and the year from which on there can be dates at all. */
enum { CENTURY_LEAST = 19, CENTURY_MOST = 21, YEAR_LEAST = 1970, YEAR_LEAST_OF_CENTURY = 70 };

enum { BCD_DIGIT_BITS = 4, BCD_DIGIT_MASK = 15, BCD_BASE = 10, NO_NUMBER = 255 };

static bool year_is_leap(uint32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static uint32_t month_days(uint32_t year, uint32_t month)
{
    static const uint8_t days[MONTHS] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == FEBRUARY && year_is_leap(year) ? days[month - 1] + 1u : days[month - 1];
}

bool date_is_valid(const struct date *date)
{
    return date->year >= DATE_YEAR_LEAST && date->year <= DATE_YEAR_MOST && date->month >= 1 &&
           date->month <= MONTHS && date->day >= 1 &&
           date->day <= month_days(date->year, date->month) && date->hour < HOURS &&
           date->minute < MINUTES && date->second < SECONDS;
}

/* Counted from 1 March of the year 0, so that the day that comes and goes is the last of a year:
 * then the months before a month have (153 m + 2) / 5 days, since from March on five months have
 * 153 days, over and over. */
int32_t date_days(const struct date *date)
{
    enum { MARCH = 3, TO_1970 = 719468 };
    int32_t month = (date->month + MONTHS - MARCH) % MONTHS;
    int32_t year = date->year - (date->month < MARCH);
    int32_t days = year * 365 + year / 4 - year / 100 + year / 400;
    return days + (153 * month + 2) / 5 + date->day - 1 - TO_1970;
}

int64_t date_seconds(const struct date *date)
{
    int32_t second = (date->hour * MINUTES + date->minute) * SECONDS + date->second;
    return (int64_t)date_days(date) * SECONDS_OF_A_DAY + second;
}

uint32_t date_weekday(const struct date *date)
{
    enum { THURSDAY = 4, WEEKS_ENOUGH = 110000 }; /* 1 January 1970 was one; from the year 1 on */
    return (uint32_t)(date_days(date) + THURSDAY + WEEKS_ENOUGH * WEEKDAYS) % WEEKDAYS;
}

void date_text(const struct date *date, char text[DATE_TEXT_BYTES])
{
    format_buffer(text, DATE_TEXT_BYTES, "%04u-%02u-%02u %02u:%02u:%02u", date->year, date->month,
                  date->day, date->hour, date->minute, date->second);
}

/* A register's number, or NO_NUMBER, which no field of a date may have. */
static uint8_t number_of(uint8_t value, uint8_t b)
{
    if (b & CMOS_B_BINARY) {
        return value;
    }
    uint8_t tens = value >> BCD_DIGIT_BITS;
    uint8_t ones = value & BCD_DIGIT_MASK;
    return tens < BCD_BASE && ones < BCD_BASE ? (uint8_t)(tens * BCD_BASE + ones) : NO_NUMBER;
}

/* Of twelve hours the first is called 12: 12 AM is midnight, 12 PM noon. */
static uint8_t hour_of(uint8_t value, uint8_t b)
{
    if (b & CMOS_B_24_HOURS) {
        return number_of(value, b);
    }
    uint8_t hour = number_of((uint8_t)(value & ~CMOS_HOUR_PM), b);
    if (hour < 1 || hour > NOON) {
        return NO_NUMBER;
    }
    return (uint8_t)(hour % NOON + (value & CMOS_HOUR_PM ? NOON : 0));
}

static uint16_t year_of(uint8_t year, uint8_t century)
{
    uint32_t full = century * 100u + year;
    if (century < CENTURY_LEAST || century > CENTURY_MOST || full < YEAR_LEAST) {
        full = (year < YEAR_LEAST_OF_CENTURY ? 2000u : 1900u) + year;
    }
    return (uint16_t)full;
}

bool date_from_registers(const struct date_registers *registers, struct date *date)
{
    uint8_t b = registers->b;
    uint8_t year = number_of(registers->year, b);
    *date = (struct date){
        .year = year_of(year, number_of(registers->century, b)),
        .month = number_of(registers->month, b),
        .day = number_of(registers->day, b),
        .hour = hour_of(registers->hour, b),
        .minute = number_of(registers->minute, b),
        .second = number_of(registers->second, b),
    };
    return year < 100 && date_is_valid(date);
}
