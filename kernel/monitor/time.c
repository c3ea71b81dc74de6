/*
 * time.c: `time` shows the clock chip's date, how long the kernel has run, and the clocks' rates.
 */
#include "kernel/core/clock.h"
#include "kernel/cpu/cpuid.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/dev/rtc.h"
#include "kernel/dev/timer.h"
#include "kernel/dev/tsc.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

enum { LABEL_COLUMNS = 8, MILLI = 1000 };

static void print_date(void)
{
    static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
    struct date date;
    irq_state_t state = irq_save();
    enum rtc_status status = rtc_read(&date);
    irq_restore(state);
    command_label("date", LABEL_COLUMNS);
    if (status == RTC_OK || status == RTC_NO_BATTERY) {
        char text[DATE_TEXT_BYTES];
        date_text(&date, text);
        print("%s, a %s; ", text, days[date_weekday(&date)]);
    }
    print("clock chip: %s\n", rtc_status_text(status));
}

static void print_uptime(void)
{
    char text[CLOCK_TEXT_BYTES];
    clock_text(timer_milliseconds(), text);
    command_label("uptime", LABEL_COLUMNS);
    print("%s, %llu ticks\n", text, (unsigned long long)timer_ticks());
}

static void print_rates(void)
{
    uint32_t divisor = clock_divisor(TIMER_HZ);
    uint64_t rate = clock_rate_millihertz(divisor);
    command_label("tick", LABEL_COLUMNS);
    print("%llu.%03llu Hz by the 8254, %+lld ppm of %u\n", (unsigned long long)(rate / MILLI),
          (unsigned long long)(rate % MILLI), (long long)clock_error_ppm(divisor, TIMER_HZ),
          TIMER_HZ);
    const struct calibration *tsc = tsc_calibration();
    command_label("TSC", LABEL_COLUMNS);
    if (tsc->status != CALIBRATION_OK) {
        print("%s\n", calibration_text(tsc));
        return;
    }
    bool is_constant = cpuid(CPUID_EXTENDED_7, 0).edx & CPUID_EXTENDED_7_EDX_TSC;
    print("%llu kHz, %u looks within %u ppm; %s\n", (unsigned long long)(tsc->hz / MILLI),
          tsc->runs, tsc->spread_ppm, is_constant ? "constant" : "the rate may change");
}

static bool time_start(struct command_run *run)
{
    (void)run;
    print_date();
    print_uptime();
    print_rates();
    return false;
}

COMMAND(time) = {
    .name = "time",
    .usage = "",
    .summary = "date, uptime, and what the clocks run at",
    .detail = "The date is what the clock chip holds, in whichever time zone it was set.",
    .example = "time",
    .start = time_start,
};
