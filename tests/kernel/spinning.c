/*
 * spinning.c: a task that never yields is named by the timer's interrupt, once, and goes on: nobody
 * can take the CPU from it (row 12-1).
 */
#include "kernel/core/coroutine.h"
#include "kernel/dev/timer.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "kernel/tasks.h"
#include "tests/kernel/guest/guest.h"

enum { SPIN_TICKS = 5 * TIMER_HZ / 2, LINES = 2, PATIENT_TICKS = TIMER_HZ / 10 };

static bool patient_has_run;

/* Wants the CPU after a tenth of a second, in vain. */
struct patient {
    struct coroutine coroutine;
    struct sleep sleep;
};

COROUTINE(patient)
{
    AWAIT(sleep_for(&self->sleep, tasks_timers(), PATIENT_TICKS));
    patient_has_run = true;
    RETURN(0);
}
COROUTINE_END(patient);

static const struct future_type patient_type = {"patient", patient_poll, coroutine_drop};

static struct future *patient_start(struct patient *self)
{
    return coroutine_start(&self->coroutine, &patient_type);
}

struct spinner {
    struct future future;
};

static enum poll spinner_poll(struct future *self, const struct waker *waker)
{
    (void)self;
    (void)waker;
    uint64_t lines = print_lines();
    uint64_t end = timer_ticks() + SPIN_TICKS;
    while (timer_ticks() < end) {
    }
    guest_check("the spinning task was named once", print_lines() == lines + LINES);
    guest_check("no other one has run meanwhile", !patient_has_run);
    guest_end();
}

static const struct future_type spinner_type = {"spinner", spinner_poll, NULL};

static struct future *spinner_start(struct spinner *self)
{
    return future_start(&self->future, &spinner_type);
}

void kernel_run(void)
{
    tasks_start();
    TASK_SPAWN(patient, patient_start);
    TASK_SPAWN(spinner, spinner_start);
    tasks_run();
}
