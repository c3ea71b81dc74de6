/*
 * byte_stream.c: the start of a stream, and its next byte as a future.
 */
#include "kernel/core/byte_stream.h"

void byte_stream_start(struct byte_stream *stream, uint8_t *bytes, uint32_t capacity)
{
    if (capacity == 0 || (capacity & (capacity - 1)) != 0) {
        future_misused("a stream", "its capacity is no power of two");
    }
    *stream =
        (struct byte_stream){.ring = {.bytes = bytes, .mask = capacity - 1}, .reader = WAKER_NONE};
}

static enum poll next_poll(struct future *future, const struct waker *waker)
{
    struct byte_stream *stream = ((struct byte_next *)future)->stream;
    uint8_t byte;
    if (!byte_stream_take(stream, &byte, waker)) {
        return POLL_PENDING;
    }
    future->value = byte;
    return POLL_READY;
}

struct future *byte_stream_next(struct byte_next *self, struct byte_stream *stream)
{
    static const struct future_type type = {"next byte", next_poll, NULL};
    self->stream = stream;
    return future_start(&self->future, &type);
}
