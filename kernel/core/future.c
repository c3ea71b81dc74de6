/*
 * future.c: the beginning and the end of every future, and waiting for one without an executor.
 *
 * Called by the executor, by coroutines and by the combinators.
 */
#include "kernel/core/future.h"

static enum poll dropped_poll(struct future *self, const struct waker *waker)
{
    (void)self;
    (void)waker;
    future_misused("a future", "polled after it was dropped");
}

static void dropped_drop(struct future *self)
{
    (void)self;
    future_misused("a future", "dropped twice");
}

const struct future_type future_dropped = {"dropped", dropped_poll, dropped_drop};

enum poll future_poll_first(struct future *self, const struct waker *waker)
{
    if (self->place != NULL) {
        future_misused(self->type->name, "moved after its first poll");
    }
    self->place = self;
    return self->type->poll(self, waker);
}

uint64_t future_block(struct future *self, uint64_t most)
{
    const struct waker nobody = WAKER_NONE;
    for (uint64_t polls = 1; polls <= most; polls++) {
        if (future_poll(self, &nobody) == POLL_READY) {
            return polls;
        }
    }
    return 0;
}
