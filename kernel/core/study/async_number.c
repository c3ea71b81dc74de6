/*
 * async_number.c: for study: four coroutines, of which two await the other two.
 */
#include "kernel/core/study/async_number.h"

enum { THE_NUMBER = 42, THE_VALUE_OF_FOO = 5 };

COROUTINE(async_number)
{
    RETURN(THE_NUMBER);
}
COROUTINE_END(async_number);

struct future *async_number_start(struct async_number *self)
{
    static const struct future_type type = {"async_number", async_number_poll, coroutine_drop};
    return coroutine_start(&self->coroutine, &type);
}

COROUTINE(example_task)
{
    AWAIT(async_number_start(&self->number));
    format_to(self->print, self->context, "async number: %llu\n",
              (unsigned long long)self->number.coroutine.future.value);
    RETURN(0);
}
COROUTINE_END(example_task);

struct future *example_task_start(struct example_task *self, format_sink print, void *context)
{
    static const struct future_type type = {"example_task", example_task_poll, coroutine_drop};
    self->print = print;
    self->context = context;
    return coroutine_start(&self->coroutine, &type);
}

COROUTINE(foo)
{
    RETURN(THE_VALUE_OF_FOO);
}
COROUTINE_END(foo);

struct future *foo_start(struct foo *self)
{
    static const struct future_type type = {"foo", foo_poll, coroutine_drop};
    return coroutine_start(&self->coroutine, &type);
}

COROUTINE(bar)
{
    AWAIT(foo_start(&self->foo));
    RETURN(self->x + self->foo.coroutine.future.value);
}
COROUTINE_END(bar);

struct future *bar_start(struct bar *self, uint64_t x)
{
    static const struct future_type type = {"bar", bar_poll, coroutine_drop};
    self->x = x;
    return coroutine_start(&self->coroutine, &type);
}
