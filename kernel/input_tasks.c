/*
 * input_tasks.c: the keyboard's task and the serial line's (row 12-16).
 *
 * Called by run.c. A terminal sends some keys as sequences that begin with ESC, and ESC alone is a
 * key as well: which of the two it was, only time can tell.
 */
#include "kernel/input_tasks.h"

#include "kernel/core/combinators.h"
#include "kernel/core/coroutine_shared.h"
#include "kernel/core/escape.h"
#include "kernel/core/input_key.h"
#include "kernel/core/rc.h"
#include "kernel/dev/timer.h"
#include "kernel/input.h"
#include "kernel/tasks.h"

enum { ESCAPE_TICKS = TIMER_HZ / 20 }; /* 50 ms (core/escape.h) */

struct keyboard_task {
    struct coroutine coroutine;
    struct event_queue *queue;
    uint8_t byte;
};

_Static_assert(offsetof(struct keyboard_task, queue) == offsetof(struct coroutine_shared, box),
               "its box");

COROUTINE(keyboard_task)
{
    while (true) {
        AWAIT_UNTIL(byte_stream_take(input_keys(), &self->byte, waker));
        {
            struct event event = {.source = EVENT_KEYBOARD};
            if (input_decode_key(self->byte, &event.key)) {
                event.input = input_from_key(&event.key);
                event_put(self->queue, &event);
            }
        }
    }
}
COROUTINE_END(keyboard_task);

static const struct future_type keyboard_type = {"keyboard", keyboard_task_poll,
                                                 coroutine_shared_drop};

static struct future *keyboard_task_start(struct keyboard_task *self, struct event_queue *queue)
{
    self->queue = rc_share(queue);
    return coroutine_start(&self->coroutine, &keyboard_type);
}

struct serial_task {
    struct coroutine coroutine;
    struct event_queue *queue;
    struct byte_next next;
    struct future_timeout timeout; /* of `next`, where the byte before was an ESC */
};

static struct escape escape; /* the terminal's state, which outlives any task */

static void serial_put(struct event_queue *queue, struct input input)
{
    if (input.kind != INPUT_NONE) {
        event_put(queue, &(struct event){.source = EVENT_SERIAL, .input = input});
    }
}

_Static_assert(offsetof(struct serial_task, queue) == offsetof(struct coroutine_shared, box),
               "its box");

COROUTINE(serial_task)
{
    while (true) {
        /* A text that is pasted comes faster than it is obeyed: it waits in the stream, which has
         * room for pages of it. The reader has work to do as long as its queue is full. */
        while (event_queue_is_full(self->queue)) {
            YIELD();
        }
        if (escape_is_waiting(&escape)) {
            AWAIT(future_timeout(&self->timeout, byte_stream_next(&self->next, input_serial()),
                                 tasks_timers(), timers_now(tasks_timers()) + ESCAPE_TICKS));
            if (self->timeout.is_late) {
                serial_put(self->queue, escape_timeout(&escape));
                continue;
            }
        } else {
            AWAIT(byte_stream_next(&self->next, input_serial()));
        }
        serial_put(self->queue, escape_next(&escape, (uint8_t)self->next.future.value));
    }
}
COROUTINE_END(serial_task);

static const struct future_type serial_type = {"serial", serial_task_poll, coroutine_shared_drop};

static struct future *serial_task_start(struct serial_task *self, struct event_queue *queue)
{
    self->queue = rc_share(queue);
    return coroutine_start(&self->coroutine, &serial_type);
}

void input_tasks_start(struct event_queue *queue)
{
    TASK_SPAWN(keyboard_task, keyboard_task_start, queue);
    TASK_SPAWN(serial_task, serial_task_start, queue);
}

uint64_t input_tasks_dropped(void)
{
    return escape.dropped_bytes;
}
