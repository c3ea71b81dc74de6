/*
 * rtc.c: reads the clock chip while it goes on counting [MC146818].
 *
 * Called by the kernel's report and by the monitor; kernel/core/date.c makes a date of what it
 * reads. Once a second the chip updates its registers, which takes 2 ms: it says so in register A
 * 244 us before, time enough for one reading. Should something hold the reading up, an SMI for
 * instance, it spans two dates, so it counts only if a second one is the same.
 */
#include "kernel/dev/rtc.h"

#include "common/pc/cmos.h"
#include "common/string.h"
#include "kernel/dev/cmos.h"

enum {
    UPDATE_READS = 100000, /* 20 ms or more; an update takes 2.2 ms */
    READINGS_MOST = 10,
};

static bool chip_is_absent(void)
{
    return (cmos_read(CMOS_A) & cmos_read(CMOS_B) & cmos_read(CMOS_D)) == CMOS_ABSENT;
}

static bool update_ends(void)
{
    for (uint32_t reads = 0; reads < UPDATE_READS; reads++) {
        if (!(cmos_read(CMOS_A) & CMOS_A_UPDATING)) {
            return true;
        }
    }
    return false;
}

static struct date_registers registers_read(void)
{
    return (struct date_registers){
        .second = cmos_read(CMOS_SECOND),
        .minute = cmos_read(CMOS_MINUTE),
        .hour = cmos_read(CMOS_HOUR),
        .day = cmos_read(CMOS_DAY),
        .month = cmos_read(CMOS_MONTH),
        .year = cmos_read(CMOS_YEAR),
        .century = cmos_read(CMOS_CENTURY),
        .b = cmos_read(CMOS_B),
    };
}

static enum rtc_status registers_settle(struct date_registers *settled)
{
    struct date_registers before = {0}; /* which is no date, so no reading is lost on it */
    for (uint32_t reading = 0; reading < READINGS_MOST; reading++) {
        if (!update_ends()) {
            return RTC_BUSY;
        }
        *settled = registers_read();
        if (memcmp(settled, &before, sizeof(before)) == 0) {
            return RTC_OK;
        }
        before = *settled;
    }
    return RTC_UNSTEADY;
}

enum rtc_status rtc_read(struct date *date)
{
    if (chip_is_absent()) {
        return RTC_ABSENT;
    }
    struct date_registers registers;
    enum rtc_status status = registers_settle(&registers);
    if (status != RTC_OK) {
        return status;
    }
    if (!date_from_registers(&registers, date)) {
        return RTC_NO_DATE;
    }
    return cmos_read(CMOS_D) & CMOS_D_BATTERY ? RTC_OK : RTC_NO_BATTERY;
}

const char *rtc_status_text(enum rtc_status status)
{
    switch (status) {
    case RTC_OK:
        return "good";
    case RTC_NO_BATTERY:
        return "its battery is flat";
    case RTC_ABSENT:
        return "not there";
    case RTC_BUSY:
        return "its update never ends";
    case RTC_UNSTEADY:
        return "no two readings are the same";
    case RTC_NO_DATE:
        return "holds no date";
    }
    return "unknown";
}

void rtc_periodic(bool on)
{
    uint8_t b = cmos_read(CMOS_B) & (uint8_t)~CMOS_B_PERIODIC;
    if (on) {
        uint8_t a = cmos_read(CMOS_A) & (uint8_t) ~(CMOS_A_UPDATING | CMOS_A_RATE_MASK);
        cmos_write(CMOS_A, a | CMOS_A_RATE_1024_HZ);
        b |= CMOS_B_PERIODIC;
    }
    cmos_write(CMOS_B, b);
    rtc_acknowledge(); /* what waits from before would keep the line where it is */
}

bool rtc_acknowledge(void)
{
    return cmos_read(CMOS_C) & CMOS_C_PERIODIC;
}
