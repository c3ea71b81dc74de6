/*
 * rtc.h: the clock that goes on while the machine is off.
 *
 * Called with interrupts off.
 */
#ifndef KERNEL_DEV_RTC_H
#define KERNEL_DEV_RTC_H

#include "kernel/core/date.h"

enum rtc_status {
    RTC_OK,
    RTC_NO_BATTERY, /* there is a date, but it is not to be trusted */
    RTC_ABSENT,
    RTC_BUSY,     /* its update never ends */
    RTC_UNSTEADY, /* no two readings are the same */
    RTC_NO_DATE,  /* what it holds is no date */
};

/* Reads date and time; *date is valid after RTC_OK and RTC_NO_BATTERY. Takes at most some tenths of
 * a second where the clock is broken, and usually some 50 us. */
enum rtc_status rtc_read(struct date *date);

/* "its battery is flat"; "good" for RTC_OK. */
const char *rtc_status_text(enum rtc_status status);

/* Line 8 asks 1024 times a second, and each time again only after rtc_acknowledge. */
void rtc_periodic(bool on);

/* Whether it was the periodic interrupt. */
bool rtc_acknowledge(void);

#endif
