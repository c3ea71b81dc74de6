/*
 * scancode_queue.h: for study: the scancode queue of the texts, with its limits.
 *
 * 100 bytes, allocated once and before the first interrupt needs them: a handler that allocated
 * could wait for a lock of the heap that the code it interrupted holds (12-8). Where there is no
 * queue yet or no room in it, the handler gets a warning to print, and the key is lost (12-9). One
 * stream may read from it (12-10), since the queue remembers one waker.
 *
 * byte_stream.h is the same without the limits that are only there to be seen.
 */
#ifndef KERNEL_CORE_STUDY_SCANCODE_QUEUE_H
#define KERNEL_CORE_STUDY_SCANCODE_QUEUE_H

#include "kernel/core/future.h"
#include "kernel/core/task_memory.h"

enum { SCANCODE_QUEUE_BYTES = 100 };

/* A queue of zeros is not initialized. */
struct scancode_queue {
    uint8_t *bytes; /* one more than it can hold, to tell full from empty; NULL: not initialized */
    uint32_t first; /* the oldest byte */
    uint32_t end;   /* the first free place */
    bool is_streamed;
    struct waker reader;
};

/* From the interrupt: NULL, or the warning to print. */
const char *scancode_add(struct scancode_queue *queue, uint8_t scancode);

/* Initializes the queue for its one stream. NULL, or why it could not. Called once more, it is
 * reported as a misuse. */
const char *scancode_stream_open(struct scancode_queue *queue, const struct task_memory *memory);

/* Ready with the next scancode. */
struct scancode_next {
    struct future future;
    struct scancode_queue *queue;
};
struct future *scancode_stream_next(struct scancode_next *self, struct scancode_queue *queue);

#endif
