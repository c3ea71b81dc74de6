/*
 * timer.c: the interval timer's tick, counted.
 *
 * [8254]. Called by main.c; the handler by irq.c. What a tick lasts is computed from the divisor
 * (core/clock.h): 1000 of them are a little less than a second.
 */
#include "kernel/dev/timer.h"

#include "kernel/core/clock.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/dev/pit.h"
#include "kernel/print.h"

enum { MILLI = 1000, MHZ = 1000000 };

static uint64_t ticks;
static uint32_t divisor;
static void (*on_tick)(void);

static void timer_interrupt(void)
{
    ticks++;
    if (on_tick) {
        on_tick();
    }
}

void timer_start(void)
{
    divisor = clock_divisor(TIMER_HZ);
    pit_start(divisor);
    irq_register(PIC_LINE_TIMER, timer_interrupt);
}

void timer_on_tick(void (*function)(void))
{
    on_tick = function;
}

/* The handler changes it while the caller waits. */
uint64_t timer_ticks(void)
{
    return __atomic_load_n(&ticks, __ATOMIC_RELAXED);
}

uint64_t timer_milliseconds(void)
{
    return clock_milliseconds(timer_ticks() * divisor);
}

void timer_sleep(uint64_t milliseconds)
{
    uint64_t end = timer_milliseconds() + milliseconds;
    while (timer_milliseconds() < end) {
        interrupts_on_and_wait();
    }
}

void timer_report(const struct calibration *tsc)
{
    uint64_t rate = clock_rate_millihertz(divisor);
    print_step("timer", "%u counts a tick: %llu.%03llu Hz, %+lld ppm of %u", divisor,
               (unsigned long long)(rate / MILLI), (unsigned long long)(rate % MILLI),
               (long long)clock_error_ppm(divisor, TIMER_HZ), TIMER_HZ);
    if (tsc->status == CALIBRATION_OK) {
        print_step("timer", "the CPU's counter runs at %llu MHz, %u looks within %u ppm",
                   (unsigned long long)(tsc->hz / MHZ), tsc->runs, tsc->spread_ppm);
    } else {
        print_step("timer", "the CPU's counter %s", calibration_text(tsc));
    }
}
