/*
 * timers.h: waiting for a time, counted in ticks of whatever clock the kernel has.
 *
 * The clock's interrupt counts the tick and compares it with the earliest deadline, which costs the
 * same however many sleep. Only when that is reached does it wake a task of the timers' own, and
 * this one wakes the sleepers whose time has come. So the heap is touched by tasks alone.
 */
#ifndef KERNEL_CORE_TIMERS_H
#define KERNEL_CORE_TIMERS_H

#include "kernel/core/future.h"
#include "kernel/core/timer_heap.h"

struct timers {
    struct timer_heap heap;
    uint64_t now;        /* ticks since the start */
    uint64_t next;       /* the earliest deadline; UINT64_MAX: none */
    struct waker keeper; /* the timers' own task */
};

void timers_start(struct timers *timers);

/* From the clock's interrupt, once a tick. */
void timers_tick(struct timers *timers);

uint64_t timers_now(const struct timers *timers);

/* The future of the timers' own task: spawned once, before anybody sleeps, and never ready. */
struct timer_keeper {
    struct future future;
    struct timers *timers;
};
struct future *timer_keeper_start(struct timer_keeper *self, struct timers *timers);

/* Ready when timers_now() >= deadline; of several, woken in the order of their deadlines. */
struct sleep {
    struct future future;
    struct timers *timers;
    struct timer timer;
};
struct future *sleep_until(struct sleep *self, struct timers *timers, uint64_t deadline);
struct future *sleep_for(struct sleep *self, struct timers *timers, uint64_t ticks);

/* Deadlines at equal distances, which do not drift with the time that is spent in between. */
struct interval {
    struct timers *timers;
    uint64_t period;
    uint64_t deadline; /* the next one */
    uint64_t missed;   /* how many were over before they were asked for */
};
void interval_start(struct interval *interval, struct timers *timers, uint64_t period);

/* Sleeps until the next deadline that has not been missed. */
struct future *interval_next(struct interval *interval, struct sleep *sleep);

#endif
