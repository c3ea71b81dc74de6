/*
 * future_then.c: one future after the other, the second made of the first one's value.
 */
#include "kernel/core/combinators.h"

static enum poll then_poll(struct future *future, const struct waker *waker)
{
    struct future_then *self = (struct future_then *)future;
    if (self->part == NULL) {
        future_misused("then", "polled after it was ready");
    }
    if (future_poll(self->part, waker) == POLL_PENDING) {
        return POLL_PENDING;
    }
    uint64_t value = self->part->value;
    future_drop(self->part);
    self->part = NULL;
    if (self->continuation == NULL) {
        self->future.value = value;
        return POLL_READY;
    }
    self->part = self->continuation(self->context, value);
    self->continuation = NULL;
    /* Nobody will wake for a future that has not been polled yet. One level, since the second is
     * the last. */
    return then_poll(future, waker);
}

static void then_drop(struct future *future)
{
    struct future_then *self = (struct future_then *)future;
    if (self->part != NULL) {
        future_drop(self->part);
    }
}

struct future *future_then(struct future_then *self, struct future *first,
                           future_continuation continuation, void *context)
{
    static const struct future_type type = {"then", then_poll, then_drop};
    self->part = first;
    self->continuation = continuation;
    self->context = context;
    return future_start(&self->future, &type);
}
