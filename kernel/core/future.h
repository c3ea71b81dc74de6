/*
 * future.h: something that is not there yet, and can be asked for it again and again.
 *
 * A future is a machine with states. Whoever wants its value polls it; it goes as far as it can and
 * answers that it is ready, or that it is pending and will wake the poller by the waker it was
 * given. Before its first poll it does nothing at all (12-20).
 *
 * The life of a future, of whichever type:
 *
 *     start ---> poll ---> poll ---> ... ---> ready ---> drop
 *                  |         |                            ^
 *                  +---------+-- cancelled ---------------+
 *
 * It may be copied until its first poll and never after it: from then on other structures may hold
 * pointers into it (12-4). Each poll checks that it is where it was polled first.
 */
#ifndef KERNEL_CORE_FUTURE_H
#define KERNEL_CORE_FUTURE_H

#include "kernel/core/waker.h"

enum poll { POLL_PENDING, POLL_READY };

struct future;

struct future_type {
    const char *name;

    /* Goes on. Who answers POLL_PENDING has left *waker with whoever will have news. */
    enum poll (*poll)(struct future *self, const struct waker *waker);

    /* Releases all that the future holds, wherever it stopped. NULL: it never holds anything. */
    void (*drop)(struct future *self);
};

/* The first member of each future. */
struct future {
    const struct future_type *type;
    const struct future *place; /* where its first poll found it; NULL before */
    uint64_t value;             /* what it has become, from POLL_READY on */
};

/* A future at its beginning. Returns it, so that a start can be awaited in the same line. */
static inline struct future *future_start(struct future *self, const struct future_type *type)
{
    self->type = type;
    self->place = NULL;
    self->value = 0;
    return self;
}

/* The first poll, which notes the place; one at another place later is reported. */
enum poll future_poll_first(struct future *self, const struct waker *waker);

static inline enum poll future_poll(struct future *self, const struct waker *waker)
{
    return self->place == self ? self->type->poll(self, waker) : future_poll_first(self, waker);
}

/* The type of what has been dropped: whoever polls or drops it once more is reported. */
extern const struct future_type future_dropped;

/* Releases what it holds. */
static inline void future_drop(struct future *self)
{
    if (self->type->drop != NULL) {
        self->type->drop(self);
    }
    self->type = &future_dropped;
}

/* Polls until it is ready, at most `most` times, without a rest in between (12-19). Returns the
 * number of polls, 0 if it is not ready by then. It is the caller who drops it. */
uint64_t future_block(struct future *self, uint64_t most);

/* The hook for what no correct program does. The kernel panics; a test notes it. */
_Noreturn void future_misused(const char *future, const char *how);

#endif
