/*
 * calibration.h: the rate of an unknown counter, from runs beside the interval timer.
 */
#ifndef KERNEL_CORE_CALIBRATION_H
#define KERNEL_CORE_CALIBRATION_H

#include "common/types.h"

enum { CALIBRATION_RUNS_MOST = 16 };

enum calibration_status {
    CALIBRATION_OK,
    CALIBRATION_NO_TIMER,  /* the interval timer does not count, so there is nothing to go by */
    CALIBRATION_STILL,     /* the counter itself does not count */
    CALIBRATION_BACKWARDS, /* it ends below where it began */
    CALIBRATION_TOO_FAST,  /* more than 1 THz: what ran is no clock */
};

/* One run: both counters at its two ends. */
struct calibration_run {
    uint16_t timer_counts; /* passed in between; common/pc/i8254.h has their rate */
    uint64_t begin;
    uint64_t end;
    uint64_t longest; /* step of the counter from one look at both to the next */
};

struct calibration {
    enum calibration_status status;
    uint64_t hz;         /* the median of the runs; 0 unless the status is OK */
    uint32_t runs;       /* that have counted */
    uint32_t spread_ppm; /* between the slowest and the fastest, in millionths of the median */
};

/* Whether nothing held the run up: a pause at one of its ends parts the two counters, and a long
 * one lets the timer, which has 16 bits, go round unseen. */
bool calibration_run_is_steady(const struct calibration_run *run);

/* From up to CALIBRATION_RUNS_MOST runs, of which the first bad one decides the status. Runs that
 * are not steady count only where there are no others. */
struct calibration calibration_of(const struct calibration_run *runs, uint32_t count);

/* Ticks of the counter as time, rounded up; 0 where the calibration is not good. */
uint64_t calibration_microseconds(const struct calibration *calibration, uint64_t ticks);

/* "stands still"; for CALIBRATION_OK "good", or "rough" where the looks differ by over 1 %. */
const char *calibration_text(const struct calibration *calibration);

#endif
