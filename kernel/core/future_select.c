/*
 * future_select.c: several futures at a time, until the first one is ready.
 */
#include "kernel/core/combinators.h"

static void select_drop(struct future *future)
{
    struct future_select *self = (struct future_select *)future;
    for (uint32_t i = 0; i < self->count; i++) {
        future_drop(self->parts[i]);
    }
    self->count = 0;
}

static enum poll select_poll(struct future *future, const struct waker *waker)
{
    struct future_select *self = (struct future_select *)future;
    if (self->count == 0) {
        future_misused("select", "polled with nothing to wait for");
    }
    for (uint32_t i = 0; i < self->count; i++) {
        if (future_poll(self->parts[i], waker) == POLL_READY) {
            self->future.value = i;
            select_drop(future);
            return POLL_READY;
        }
    }
    return POLL_PENDING;
}

struct future *future_select(struct future_select *self, struct future **parts, uint32_t count)
{
    static const struct future_type type = {"select", select_poll, select_drop};
    self->parts = parts;
    self->count = count;
    return future_start(&self->future, &type);
}
