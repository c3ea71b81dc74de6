/*
 * coroutine.c: what the macros of coroutine.h call.
 */
#include "kernel/core/coroutine.h"

void coroutine_drop(struct future *self)
{
    struct coroutine *coroutine = (struct coroutine *)self;
    if (coroutine->awaited != NULL) {
        future_drop(coroutine->awaited);
        coroutine->awaited = NULL;
    }
}

void coroutine_lost(const struct coroutine *self, const char *name)
{
    future_misused(name, self->line == COROUTINE_DONE ? "polled after it was ready"
                                                      : "awaits within a switch, or has no RETURN");
}
