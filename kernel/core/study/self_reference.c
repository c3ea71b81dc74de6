/*
 * self_reference.c: for study: a machine that points into itself.
 */
#include "kernel/core/study/self_reference.h"

COROUTINE(self_reference)
{
    self->array[0] = 1;
    self->array[1] = 2;
    self->array[2] = 3;
    self->element = &self->array[2];
    YIELD();
    RETURN(*self->element);
}
COROUTINE_END(self_reference);

struct future *self_reference_start(struct self_reference *self)
{
    static const struct future_type type = {"self_reference", self_reference_poll, coroutine_drop};
    return coroutine_start(&self->coroutine, &type);
}
