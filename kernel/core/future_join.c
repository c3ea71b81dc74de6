/*
 * future_join.c: several futures at a time, until all are ready.
 *
 * All parts share the waker, so a wake polls each one that is not ready yet; a part takes that for
 * a spurious wake and answers as before.
 */
#include "kernel/core/combinators.h"

static enum poll join_poll(struct future *future, const struct waker *waker)
{
    struct future_join *self = (struct future_join *)future;
    enum poll answer = POLL_READY;
    for (uint32_t i = 0; i < self->count; i++) {
        struct future *part = self->parts[i];
        if (part == NULL) {
            continue;
        }
        if (future_poll(part, waker) == POLL_PENDING) {
            answer = POLL_PENDING;
            continue;
        }
        self->parts[i] = NULL;
        future_drop(part);
    }
    return answer;
}

static void join_drop(struct future *future)
{
    struct future_join *self = (struct future_join *)future;
    for (uint32_t i = 0; i < self->count; i++) {
        if (self->parts[i] != NULL) {
            future_drop(self->parts[i]);
            self->parts[i] = NULL;
        }
    }
}

struct future *future_join(struct future_join *self, struct future **parts, uint32_t count)
{
    static const struct future_type type = {"join", join_poll, join_drop};
    self->parts = parts;
    self->count = count;
    return future_start(&self->future, &type);
}
