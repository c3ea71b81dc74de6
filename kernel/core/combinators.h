/*
 * combinators.h: futures made of futures (12-2).
 *
 * Each one is a structure that the caller provides and a start that returns it as a future. A
 * combinator drops its parts as soon as they are ready, and the rest when it is dropped itself. The
 * values stay in the parts, wherever these lie.
 */
#ifndef KERNEL_CORE_COMBINATORS_H
#define KERNEL_CORE_COMBINATORS_H

#include "kernel/core/future.h"
#include "kernel/core/timers.h"

/* map: another value made of a future's value, such as the length of a text. */
typedef uint64_t (*future_mapping)(void *context, uint64_t value);

struct future_map {
    struct future future;
    struct future *part; /* NULL: ready and dropped */
    future_mapping mapping;
    void *context;
};

struct future *future_map(struct future_map *self, struct future *part, future_mapping mapping,
                          void *context);

/* then: a second future, made of the first one's value. */
typedef struct future *(*future_continuation)(void *context, uint64_t value);

struct future_then {
    struct future future;
    struct future *part; /* the first, afterwards the second; NULL: both ready and dropped */
    future_continuation continuation; /* NULL: the second one is under way */
    void *context;
};

struct future *future_then(struct future_then *self, struct future *first,
                           future_continuation continuation, void *context);

/* join: until all are ready. The array is the caller's; each part's place in it becomes NULL when
 * the part is ready. */
struct future_join {
    struct future future;
    struct future **parts;
    uint32_t count;
};

struct future *future_join(struct future_join *self, struct future **parts, uint32_t count);

/* select: until one is ready; its index is the value, and the others are dropped. Of several, the
 * first in the array. */
struct future_select {
    struct future future;
    struct future **parts;
    uint32_t count;
};

struct future *future_select(struct future_select *self, struct future **parts, uint32_t count);

/* timeout: the part's value, or, at the deadline, `is_late`, and the part is dropped. */
struct future_timeout {
    struct future future;
    struct future *part;
    struct sleep sleep;
    bool is_late;
};

struct future *future_timeout(struct future_timeout *self, struct future *part,
                              struct timers *timers, uint64_t deadline);

#endif
