/*
 * future_timeout.c: a future that is not waited for beyond a deadline.
 */
#include "kernel/core/combinators.h"

static void timeout_drop(struct future *future)
{
    struct future_timeout *self = (struct future_timeout *)future;
    if (self->part != NULL) {
        future_drop(self->part);
        future_drop(&self->sleep.future);
        self->part = NULL;
    }
}

/* The part comes first: ready at the deadline is in time. */
static enum poll timeout_poll(struct future *future, const struct waker *waker)
{
    struct future_timeout *self = (struct future_timeout *)future;
    if (self->part == NULL) {
        future_misused("timeout", "polled after it was ready");
    }
    if (future_poll(self->part, waker) == POLL_READY) {
        self->future.value = self->part->value;
    } else if (future_poll(&self->sleep.future, waker) == POLL_READY) {
        self->is_late = true;
    } else {
        return POLL_PENDING;
    }
    timeout_drop(future);
    return POLL_READY;
}

struct future *future_timeout(struct future_timeout *self, struct future *part,
                              struct timers *timers, uint64_t deadline)
{
    static const struct future_type type = {"timeout", timeout_poll, timeout_drop};
    self->part = part;
    self->is_late = false;
    sleep_until(&self->sleep, timers, deadline);
    return future_start(&self->future, &type);
}
