/*
 * tsc.c: runs the time stamp counter beside the interval timer's stopwatch.
 *
 * Called by the kernel's bring-up; kernel/core/calibration.c makes a rate of what it finds. The
 * counter is read right behind the stopwatch at both ends of a run, so the time that this takes
 * falls out of the difference.
 */
#include "kernel/dev/tsc.h"

#include "kernel/dev/pit.h"

enum {
    STEADY_RUNS = 5,    /* are wanted, of CALIBRATION_RUNS_MOST at most */
    RUN_COUNTS = 11932, /* 10 ms */
    /* A reading takes three port accesses, 0.15 us at least; without a timer 0.6 s are wasted. */
    READINGS_MOST = 200000,
};

static struct calibration calibration;

static struct calibration_run run_measure(uint64_t (*counter)(void))
{
    pit_stopwatch_start();
    uint64_t before = counter();
    uint32_t start = pit_stopwatch_counts();
    struct calibration_run run = {.begin = counter()};
    run.longest = run.begin - before;
    before = run.begin;
    for (uint32_t i = 0; i < READINGS_MOST && run.timer_counts < RUN_COUNTS; i++) {
        run.timer_counts = (uint16_t)(pit_stopwatch_counts() - start);
        run.end = counter();
        run.longest = run.end - before > run.longest ? run.end - before : run.longest;
        before = run.end;
    }
    pit_stopwatch_stop();
    return run;
}

static struct calibration measure(uint64_t (*counter)(void))
{
    struct calibration_run runs[CALIBRATION_RUNS_MOST];
    uint32_t count = 0;
    for (uint32_t steady = 0; steady < STEADY_RUNS && count < CALIBRATION_RUNS_MOST; count++) {
        runs[count] = run_measure(counter);
        if (runs[count].timer_counts == 0) {
            return calibration_of(&runs[count], 1); /* no need to wait for the others */
        }
        steady += calibration_run_is_steady(&runs[count]);
    }
    return calibration_of(runs, count);
}

struct calibration tsc_calibrate(uint64_t (*counter)(void))
{
    calibration = measure(counter);
    return calibration;
}

const struct calibration *tsc_calibration(void)
{
    return &calibration;
}

uint64_t tsc_hz(void)
{
    return calibration.hz;
}
