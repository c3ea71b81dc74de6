/*
 * event_queue.h: keys on their way from the tasks that read them to the one that obeys them.
 *
 * Both ends are tasks, so nobody interrupts anybody in here. Where it is full, the new event is
 * dropped and counted.
 */
#ifndef KERNEL_CORE_EVENT_QUEUE_H
#define KERNEL_CORE_EVENT_QUEUE_H

#include "kernel/core/input.h"
#include "kernel/core/keyboard.h"
#include "kernel/core/wake.h"

enum event_source { EVENT_KEYBOARD, EVENT_SERIAL };

struct event {
    enum event_source source;
    struct input input;   /* what it means to an editor; INPUT_NONE if nothing */
    struct key_event key; /* of EVENT_KEYBOARD: what was pressed or released */
};

enum { EVENT_QUEUE_PLACES = 256 };

/* All zero but for the waker is an empty queue. */
struct event_queue {
    struct event events[EVENT_QUEUE_PLACES];
    uint32_t put, taken; /* events ever; their low bits are places */
    uint64_t dropped;
    struct waker reader;
};

static inline bool event_queue_is_full(const struct event_queue *queue)
{
    return queue->put - queue->taken >= EVENT_QUEUE_PLACES;
}

static inline bool event_put(struct event_queue *queue, const struct event *event)
{
    bool has_room = !event_queue_is_full(queue);
    if (has_room) {
        queue->events[queue->put++ % EVENT_QUEUE_PLACES] = *event;
        waker_slot_wake(&queue->reader);
    } else {
        queue->dropped++;
    }
    return has_room;
}

/* False: there is none yet, and the waker has been left. For AWAIT_UNTIL. */
static inline bool event_take(struct event_queue *queue, struct event *event,
                              const struct waker *waker)
{
    if (queue->put == queue->taken) {
        waker_leave(&queue->reader, *waker);
        return false;
    }
    *event = queue->events[queue->taken++ % EVENT_QUEUE_PLACES];
    return true;
}

/* Takes a Ctrl-C out of the queue, and all that was typed before it; false if there is none. */
static inline bool event_take_interrupt(struct event_queue *queue)
{
    for (uint32_t at = queue->taken; at != queue->put; at++) {
        const struct input *input = &queue->events[at % EVENT_QUEUE_PLACES].input;
        if (input->kind == INPUT_CONTROL && input->code == 'C') {
            queue->taken = at + 1;
            return true;
        }
    }
    return false;
}

#endif
