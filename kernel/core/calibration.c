/*
 * calibration.c: the rate of a counter from several runs beside the interval timer.
 *
 * Called by kernel/dev/tsc.c. What holds a run up for long, another guest for instance, shows in
 * the run itself; a short pause, an SMI, spoils that run alone: the median does not move, and the
 * spread tells of it.
 */
#include "kernel/core/calibration.h"

#include "common/pc/i8254.h"

enum { PPM = 1000000, MICRO = 1000000, SPREAD_GOOD_PPM = PPM / 100 };

/* 1 THz in ticks of the counter for each of the timer's; keeps all products below 2^64. */
enum { TICKS_MOST = 838095 };

enum { STEADY_STEPS = 16 }; /* at least so many looks have to lie within a run */

static enum calibration_status run_status(const struct calibration_run *run)
{
    if (run->timer_counts == 0) {
        return CALIBRATION_NO_TIMER;
    }
    if (run->end <= run->begin) {
        return run->end == run->begin ? CALIBRATION_STILL : CALIBRATION_BACKWARDS;
    }
    bool too_fast = (run->end - run->begin) / run->timer_counts > TICKS_MOST;
    return too_fast ? CALIBRATION_TOO_FAST : CALIBRATION_OK;
}

bool calibration_run_is_steady(const struct calibration_run *run)
{
    return run->longest <= (run->end - run->begin) / STEADY_STEPS;
}

static uint64_t run_hz(const struct calibration_run *run)
{
    uint64_t unit = (uint64_t)run->timer_counts * PIT_RATE_DENOMINATOR;
    return ((run->end - run->begin) * PIT_RATE_NUMERATOR + unit / 2) / unit;
}

/* Puts one more rate into its place among `count` that are sorted. */
static void rate_insert(uint64_t *rates, uint32_t count, uint64_t rate)
{
    for (; count > 0 && rates[count - 1] > rate; count--) {
        rates[count] = rates[count - 1];
    }
    rates[count] = rate;
}

/* The sorted rates of all runs, or of the steady ones alone; returns how many. */
static uint32_t rates_collect(uint64_t *rates, const struct calibration_run *runs, uint32_t count,
                              bool steady_alone)
{
    uint32_t collected = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!steady_alone || calibration_run_is_steady(&runs[i])) {
            rate_insert(rates, collected++, run_hz(&runs[i]));
        }
    }
    return collected;
}

static struct calibration calibration_sum(const uint64_t *rates, uint32_t count)
{
    uint64_t median = rates[count / 2];
    uint64_t spread = (rates[count - 1] - rates[0]) * PPM / median;
    return (struct calibration){
        .status = CALIBRATION_OK,
        .hz = median,
        .runs = count,
        .spread_ppm = spread < UINT32_MAX ? (uint32_t)spread : UINT32_MAX,
    };
}

struct calibration calibration_of(const struct calibration_run *runs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        enum calibration_status status = run_status(&runs[i]);
        if (status != CALIBRATION_OK) {
            return (struct calibration){.status = status};
        }
    }
    uint64_t rates[CALIBRATION_RUNS_MOST] = {0};
    uint32_t collected = rates_collect(rates, runs, count, true);
    if (collected == 0) {
        collected = rates_collect(rates, runs, count, false);
    }
    return collected > 0 ? calibration_sum(rates, collected)
                         : (struct calibration){.status = CALIBRATION_NO_TIMER};
}

uint64_t calibration_microseconds(const struct calibration *calibration, uint64_t ticks)
{
    uint64_t hz = calibration->hz; /* at most 10^12, so that no product reaches 2^64 */
    if (calibration->status != CALIBRATION_OK) {
        return 0;
    }
    return ticks / hz * MICRO + (ticks % hz * MICRO + hz - 1) / hz;
}

const char *calibration_text(const struct calibration *calibration)
{
    switch (calibration->status) {
    case CALIBRATION_OK:
        return calibration->spread_ppm <= SPREAD_GOOD_PPM ? "good" : "rough";
    case CALIBRATION_NO_TIMER:
        return "cannot be measured: the interval timer does not count";
    case CALIBRATION_STILL:
        return "stands still";
    case CALIBRATION_BACKWARDS:
        return "runs backwards";
    case CALIBRATION_TOO_FAST:
        return "is faster than any clock";
    }
    return "unknown";
}
