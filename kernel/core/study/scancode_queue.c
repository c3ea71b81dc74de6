/*
 * scancode_queue.c: for study: a bounded queue between the keyboard's interrupt and one task.
 */
#include "kernel/core/study/scancode_queue.h"

#include "kernel/core/wake.h"

enum { PLACES = SCANCODE_QUEUE_BYTES + 1 };

static uint32_t place_after(uint32_t place)
{
    return place + 1 < PLACES ? place + 1 : 0;
}

const char *scancode_add(struct scancode_queue *queue, uint8_t scancode)
{
    uint8_t *bytes = __atomic_load_n(&queue->bytes, __ATOMIC_ACQUIRE);
    if (bytes == NULL) {
        return "scancode queue uninitialized";
    }
    uint32_t next = place_after(queue->end);
    if (next == __atomic_load_n(&queue->first, __ATOMIC_ACQUIRE)) {
        return "scancode queue full; dropping keyboard input";
    }
    bytes[queue->end] = scancode;
    __atomic_store_n(&queue->end, next, __ATOMIC_RELEASE);
    waker_slot_wake(&queue->reader);
    return NULL;
}

const char *scancode_stream_open(struct scancode_queue *queue, const struct task_memory *memory)
{
    const struct waker nobody = WAKER_NONE;
    if (queue->is_streamed) {
        future_misused("the scancode stream", "opened twice");
    }
    uint8_t *bytes = memory->allocate(memory->context, PLACES);
    if (bytes == NULL) {
        return "no memory for the scancode queue";
    }
    queue->is_streamed = true;
    queue->reader = nobody;
    /* From here on the interrupt uses all the rest. */
    __atomic_store_n(&queue->bytes, bytes, __ATOMIC_RELEASE);
    return NULL;
}

static bool scancode_pop(struct scancode_queue *queue, uint64_t *scancode)
{
    uint32_t first = queue->first;
    if (first == __atomic_load_n(&queue->end, __ATOMIC_ACQUIRE)) {
        return false;
    }
    *scancode = queue->bytes[first];
    __atomic_store_n(&queue->first, place_after(first), __ATOMIC_RELEASE);
    return true;
}

/* Look, leave the waker, look again, and only then wait (12-11). */
static enum poll scancode_poll(struct future *future, const struct waker *waker)
{
    struct scancode_queue *queue = ((struct scancode_next *)future)->queue;
    if (scancode_pop(queue, &future->value)) {
        return POLL_READY;
    }
    waker_leave(&queue->reader, *waker);
    return scancode_pop(queue, &future->value) ? POLL_READY : POLL_PENDING;
}

struct future *scancode_stream_next(struct scancode_next *self, struct scancode_queue *queue)
{
    static const struct future_type type = {"scancode", scancode_poll, NULL};
    self->queue = queue;
    return future_start(&self->future, &type);
}
