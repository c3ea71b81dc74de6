/*
 * timers.c: the tick, the task that wakes the sleepers, and the sleepers' futures.
 *
 * timers_tick is called by the clock's interrupt handler, all else by tasks.
 */
#include "kernel/core/timers.h"

#include "kernel/core/wake.h"

void timers_start(struct timers *timers)
{
    *timers = (struct timers){.next = UINT64_MAX, .keeper = WAKER_NONE};
}

uint64_t timers_now(const struct timers *timers)
{
    return __atomic_load_n(&timers->now, __ATOMIC_ACQUIRE);
}

/* Nobody else writes `now`, and 64 bits are written at once. */
void timers_tick(struct timers *timers)
{
    uint64_t now = timers->now + 1;
    __atomic_store_n(&timers->now, now, __ATOMIC_RELEASE);
    if (now >= __atomic_load_n(&timers->next, __ATOMIC_RELAXED)) {
        waker_slot_wake(&timers->keeper);
    }
}

/* Tells the interrupt the earliest deadline. The clock may have passed it just before, so whoever
 * depends on it looks at the clock once more. */
static void next_store(struct timers *timers)
{
    const struct timer *top = timers->heap.top;
    __atomic_store_n(&timers->next, top != NULL ? top->deadline : UINT64_MAX, __ATOMIC_RELEASE);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

static void timer_cancel(struct timers *timers, struct timer *timer)
{
    if (timer_is_set(timer)) {
        timer_heap_remove(&timers->heap, timer);
        next_store(timers);
    }
}

/* Each round takes at least one timer out, as a tick within the round before has made one due. */
static enum poll keeper_poll(struct future *future, const struct waker *waker)
{
    struct timers *timers = ((struct timer_keeper *)future)->timers;
    waker_leave(&timers->keeper, *waker);
    while (timers->heap.top != NULL && timers->heap.top->deadline <= timers_now(timers)) {
        struct timer *timer = timers->heap.top;
        timer_heap_remove(&timers->heap, timer);
        next_store(timers);
        waker_wake(timer->waker);
    }
    return POLL_PENDING;
}

static void keeper_drop(struct future *future)
{
    const struct waker nobody = WAKER_NONE;
    waker_leave(&((struct timer_keeper *)future)->timers->keeper, nobody);
}

struct future *timer_keeper_start(struct timer_keeper *self, struct timers *timers)
{
    static const struct future_type type = {"timers", keeper_poll, keeper_drop};
    self->timers = timers;
    return future_start(&self->future, &type);
}

static enum poll sleep_poll(struct future *future, const struct waker *waker)
{
    struct sleep *self = (struct sleep *)future;
    struct timers *timers = self->timers;
    if (timers_now(timers) < self->timer.deadline) {
        self->timer.waker = *waker;
        if (!timer_is_set(&self->timer)) {
            timer_heap_insert(&timers->heap, &self->timer);
            next_store(timers);
        }
        if (timers_now(timers) < self->timer.deadline) {
            return POLL_PENDING;
        }
    }
    timer_cancel(timers, &self->timer);
    return POLL_READY;
}

static void sleep_drop(struct future *future)
{
    struct sleep *self = (struct sleep *)future;
    timer_cancel(self->timers, &self->timer);
}

struct future *sleep_until(struct sleep *self, struct timers *timers, uint64_t deadline)
{
    static const struct future_type type = {"sleep", sleep_poll, sleep_drop};
    self->timers = timers;
    self->timer = (struct timer){.deadline = deadline};
    return future_start(&self->future, &type);
}

static uint64_t add_saturated(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

struct future *sleep_for(struct sleep *self, struct timers *timers, uint64_t ticks)
{
    return sleep_until(self, timers, add_saturated(timers_now(timers), ticks));
}

void interval_start(struct interval *interval, struct timers *timers, uint64_t period)
{
    *interval = (struct interval){.timers = timers, .period = period > 0 ? period : 1};
    interval->deadline = add_saturated(timers_now(timers), interval->period);
}

struct future *interval_next(struct interval *interval, struct sleep *sleep)
{
    uint64_t now = timers_now(interval->timers);
    if (now > interval->deadline) {
        uint64_t missed = (now - interval->deadline + interval->period - 1) / interval->period;
        interval->missed += missed;
        interval->deadline += missed * interval->period;
    }
    uint64_t deadline = interval->deadline;
    interval->deadline = add_saturated(deadline, interval->period);
    return sleep_until(sleep, interval->timers, deadline);
}
