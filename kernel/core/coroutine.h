/*
 * coroutine.h: a state machine that reads like straight code.
 *
 *     struct bar {                                  // all that outlives an await
 *         struct coroutine coroutine;
 *         uint64_t x;
 *         struct foo foo;
 *     };
 *
 *     COROUTINE(bar)                                // defines bar_poll, with `self` and `waker`
 *     {
 *         AWAIT(foo_start(&self->foo));
 *         RETURN(self->x + self->foo.coroutine.future.value);
 *     }
 *     COROUTINE_END(bar);
 *
 *     static const struct future_type bar_type = {"bar", bar_poll, coroutine_drop};
 *
 * The machine is a switch, and its states are the lines of the source on which it waits, so the
 * list of tasks can tell where each one stands. bar_poll is, written out:
 *
 *     switch (self->coroutine.line)
 *     case COROUTINE_START: {
 *         self->coroutine.awaited = foo_start(&self->foo);
 *         self->coroutine.line = 14;
 *     case 14:
 *         if (coroutine_waits(&self->coroutine, waker)) {
 *             return POLL_PENDING;
 *         }
 *         self->coroutine.line = COROUTINE_DONE;
 *         self->coroutine.future.value = self->x + self->foo.coroutine.future.value;
 *         return POLL_READY;
 *     }
 *     coroutine_lost(&self->coroutine, "bar");
 *
 * Each poll comes in from the top with a new stack frame, so a local variable is gone after an
 * await; what has to last belongs into the structure. Both compilers refuse a local that is
 * declared after a statement, and one with an initialiser that an await skips; clang refuses all
 * scalars that are read after an await. A style test looks for the rest, and for an await within a
 * switch. A block without an await may have any locals it likes.
 */
#ifndef KERNEL_CORE_COROUTINE_H
#define KERNEL_CORE_COROUTINE_H

#include "kernel/core/wake.h"

enum { COROUTINE_START = 0, COROUTINE_DONE = UINT32_MAX };

/* The first member of each coroutine. */
struct coroutine {
    struct future future;
    struct future *awaited; /* NULL: none; dropped with the coroutine */
    uint32_t line;          /* of the await that it has come to: its state */
};

static inline struct future *coroutine_start(struct coroutine *self, const struct future_type *type)
{
    self->awaited = NULL;
    self->line = COROUTINE_START;
    return future_start(&self->future, type);
}

/* Polls what is awaited; drops it when it is ready. Its value stays where it is. */
static inline bool coroutine_waits(struct coroutine *self, const struct waker *waker)
{
    if (future_poll(self->awaited, waker) == POLL_PENDING) {
        return true;
    }
    future_drop(self->awaited);
    self->awaited = NULL;
    return false;
}

/* The drop of a coroutine that holds nothing but the future it awaits; called first by the drop of
 * one that holds more. */
void coroutine_drop(struct future *self);

/* Where no state fits: polled after it was ready, or an await within a switch, or no RETURN. */
_Noreturn void coroutine_lost(const struct coroutine *self, const char *name);

/*
 * Has the compilers refuse a local that an await would lose (error), or no longer (ignored). It
 * does not restore what was before, since gcc 12 goes on warning of declarations then.
 */
#define COROUTINE_PRAGMA(text) _Pragma(#text)
#ifdef __clang__
#define COROUTINE_LOCALS(severity)                                                                 \
    COROUTINE_PRAGMA(GCC diagnostic severity "-Wdeclaration-after-statement")                      \
    COROUTINE_PRAGMA(GCC diagnostic severity "-Wconditional-uninitialized")
#else
#define COROUTINE_LOCALS(severity)                                                                 \
    COROUTINE_PRAGMA(GCC diagnostic severity "-Wdeclaration-after-statement")                      \
    COROUTINE_PRAGMA(GCC diagnostic severity "-Wjump-misses-init")
#endif

#define COROUTINE(name)                                                                            \
    static enum poll name##_poll(struct future *name##_future, const struct waker *waker)          \
    {                                                                                              \
        struct name *self = (struct name *)name##_future;                                          \
        (void)waker;                                                                               \
        COROUTINE_LOCALS(error);                                                                   \
        switch (self->coroutine.line)                                                              \
        case COROUTINE_START:

#define COROUTINE_END(name)                                                                        \
    coroutine_lost(&self->coroutine, #name);                                                       \
    }                                                                                              \
    COROUTINE_LOCALS(ignored)                                                                      \
    _Static_assert(offsetof(struct name, coroutine) == 0, "the coroutine is the first member")

/* Goes on when the future is ready. */
#define AWAIT(future)                                                                              \
    do {                                                                                           \
        self->coroutine.awaited = (future);                                                        \
        self->coroutine.line = __LINE__;                                                           \
        __attribute__((fallthrough));                                                              \
    case __LINE__:                                                                                 \
        if (coroutine_waits(&self->coroutine, waker)) {                                            \
            return POLL_PENDING;                                                                   \
        }                                                                                          \
    } while (0)

/* Goes on when the condition holds. It is looked at in each poll, and where it fails it has left
 * the waker with whoever will change it, as byte_stream_take does. */
#define AWAIT_UNTIL(condition)                                                                     \
    do {                                                                                           \
        self->coroutine.line = __LINE__;                                                           \
        __attribute__((fallthrough));                                                              \
    case __LINE__:                                                                                 \
        if (!(condition)) {                                                                        \
            return POLL_PENDING;                                                                   \
        }                                                                                          \
    } while (0)

/* Goes on when all the others that are ready had their turn. */
#define YIELD()                                                                                    \
    do {                                                                                           \
        self->coroutine.line = __LINE__;                                                           \
        waker_wake(*waker);                                                                        \
        return POLL_PENDING;                                                                       \
    case __LINE__:;                                                                                \
    } while (0)

/* The end, with the value of the future. */
#define RETURN(result)                                                                             \
    do {                                                                                           \
        self->coroutine.line = COROUTINE_DONE;                                                     \
        self->coroutine.future.value = (result);                                                   \
        return POLL_READY;                                                                         \
    } while (0)

#endif
