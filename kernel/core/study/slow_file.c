/*
 * slow_file.c: for study: pending, pending, ready.
 */
#include "kernel/core/study/slow_file.h"

#include "kernel/core/wake.h"

static enum poll slow_file_poll(struct future *future, const struct waker *waker)
{
    struct slow_file *self = (struct slow_file *)future;
    self->polls++;
    if (self->polls < SLOW_FILE_POLLS) {
        waker_wake(*waker);
        return POLL_PENDING;
    }
    future->value = (uintptr_t)self->text;
    return POLL_READY;
}

struct future *slow_file_start(struct slow_file *self, const char *text)
{
    static const struct future_type type = {"slow_file", slow_file_poll, NULL};
    self->text = text;
    self->polls = 0;
    return future_start(&self->future, &type);
}
