/*
 * calibration.c: the rate of a counter from several runs beside the interval timer.
 *
 * Called by kernel/dev/tsc.c. Whatever holds a run up, an SMI or another guest, spoils that run
 * alone: the median of several does not move, and the spread tells of it.
 */
#include "kernel/core/calibration.h"

#include "common/pc/i8254.h"

enum { PPM = 1000000 };

/* 1 THz in ticks of the counter for each of the timer's; keeps all products below 2^64. */
enum { TICKS_MOST = 838095 };

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

struct calibration calibration_of(const struct calibration_run *runs, uint32_t count)
{
    uint64_t rates[CALIBRATION_RUNS_MOST];
    for (uint32_t i = 0; i < count; i++) {
        enum calibration_status status = run_status(&runs[i]);
        if (status != CALIBRATION_OK) {
            return (struct calibration){.status = status};
        }
        rate_insert(rates, i, run_hz(&runs[i]));
    }
    uint64_t median = rates[count / 2];
    uint64_t spread = (rates[count - 1] - rates[0]) * PPM / median;
    return (struct calibration){
        .status = CALIBRATION_OK,
        .hz = median,
        .spread_ppm = spread < UINT32_MAX ? (uint32_t)spread : UINT32_MAX,
    };
}

const char *calibration_text(enum calibration_status status)
{
    switch (status) {
    case CALIBRATION_OK:
        return "good";
    case CALIBRATION_NO_TIMER:
        return "the interval timer does not count";
    case CALIBRATION_STILL:
        return "stands still";
    case CALIBRATION_BACKWARDS:
        return "runs backwards";
    case CALIBRATION_TOO_FAST:
        return "faster than any clock";
    }
    return "unknown";
}
