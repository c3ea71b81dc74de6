/*
 * byte_stream.h: bytes on their way from an interrupt to a task: scancodes, the serial line.
 *
 * A ring (ring.h) with one writer, the interrupt, and one reader, a task. The memory is there
 * before the first interrupt; where it is full, the new byte is dropped and counted. What keeps a
 * byte from lying there unseen:
 *
 *     writer: 1 store the byte   2 wake                    (12-12)
 *     reader: 1 look   2 leave the waker   3 look again   4 only then pending   (12-11)
 *
 * Whenever the writer strikes, either it finds the waker or the reader finds the byte.
 */
#ifndef KERNEL_CORE_BYTE_STREAM_H
#define KERNEL_CORE_BYTE_STREAM_H

#include "kernel/core/ring.h"
#include "kernel/core/wake.h"

struct byte_stream {
    struct ring ring;
    uint32_t dropped;    /* bytes that found no room */
    struct waker reader; /* whoever waits */
};

/* The capacity is a power of two. */
void byte_stream_start(struct byte_stream *stream, uint8_t *bytes, uint32_t capacity);

/* The writer's: stores and wakes. False: full, and the byte is dropped. */
static inline bool byte_stream_push(struct byte_stream *stream, uint8_t byte)
{
    if (!ring_push(&stream->ring, byte)) {
        stream->dropped++;
        return false;
    }
    waker_slot_wake(&stream->reader);
    return true;
}

/* The reader's: the oldest byte; false: there is none. */
static inline bool byte_stream_pop(struct byte_stream *stream, uint8_t *byte)
{
    return ring_pop(&stream->ring, byte);
}

/* The same; false: there is none yet, and the waker has been left. For AWAIT_UNTIL. */
static inline bool byte_stream_take(struct byte_stream *stream, uint8_t *byte,
                                    const struct waker *waker)
{
    if (byte_stream_pop(stream, byte)) {
        return true;
    }
    waker_leave(&stream->reader, *waker);
    return byte_stream_pop(stream, byte);
}

/* A future for combinators: ready with the next byte as its value. */
struct byte_next {
    struct future future;
    struct byte_stream *stream;
};
struct future *byte_stream_next(struct byte_next *self, struct byte_stream *stream);

#endif
