/*
 * date.h: dates of the Gregorian calendar, and what a clock chip's registers say of them.
 */
#ifndef KERNEL_CORE_DATE_H
#define KERNEL_CORE_DATE_H

#include "common/types.h"

enum { DATE_YEAR_LEAST = 1, DATE_YEAR_MOST = 9999, DATE_TEXT_BYTES = 20 };

struct date {
    uint16_t year;
    uint8_t month; /* 1 to 12 */
    uint8_t day;   /* 1 to 31 */
    uint8_t hour;  /* 0 to 23 */
    uint8_t minute;
    uint8_t second; /* 0 to 59: a clock chip knows no leap seconds */
};

bool date_is_valid(const struct date *date);

/* The next four take a valid date. */

/* Days since 1 January 1970, negative before; and seconds. */
int32_t date_days(const struct date *date);
int64_t date_seconds(const struct date *date);

/* 0 is Sunday. */
uint32_t date_weekday(const struct date *date);

/* "2026-11-25 14:04:21" and a NUL. */
void date_text(const struct date *date, char text[DATE_TEXT_BYTES]);

/* Date and time as the clock chip holds them (common/pc/cmos.h): the bytes, and register B, which
 * says whether they are BCD and how the hours count. */
struct date_registers {
    uint8_t second, minute, hour, day, month, year, century;
    uint8_t b;
};

/* False where the registers hold no date. Firmware need not keep a century: where that byte says
 * none, or one before there were PCs, years from 70 on are 19xx and the others 20xx. */
bool date_from_registers(const struct date_registers *registers, struct date *date);

#endif
