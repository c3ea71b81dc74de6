/*
 * future_map.c: a value made of another future's value.
 */
#include "kernel/core/combinators.h"

static enum poll map_poll(struct future *future, const struct waker *waker)
{
    struct future_map *self = (struct future_map *)future;
    if (self->part == NULL) {
        future_misused("map", "polled after it was ready");
    }
    if (future_poll(self->part, waker) == POLL_PENDING) {
        return POLL_PENDING;
    }
    self->future.value = self->mapping(self->context, self->part->value);
    future_drop(self->part);
    self->part = NULL;
    return POLL_READY;
}

static void map_drop(struct future *future)
{
    struct future_map *self = (struct future_map *)future;
    if (self->part != NULL) {
        future_drop(self->part);
    }
}

struct future *future_map(struct future_map *self, struct future *part, future_mapping mapping,
                          void *context)
{
    static const struct future_type type = {"map", map_poll, map_drop};
    self->part = part;
    self->mapping = mapping;
    self->context = context;
    return future_start(&self->future, &type);
}
