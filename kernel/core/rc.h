/*
 * rc.h: a block with several owners, freed by the last: `struct task *t = RC_NEW(struct task);`
 *
 * The count stands before the value. It is no atomic: the owners run on one CPU, outside of
 * interrupt handlers. Two that own each other are never freed; nothing here finds that.
 */
#ifndef KERNEL_CORE_RC_H
#define KERNEL_CORE_RC_H

#include "kernel/core/heap.h"

struct rc {
    size_t count;
    size_t bytes; /* of the value */
};

enum { RC_ALIGN = _Alignof(struct rc) };

static inline struct rc *rc_of(const void *value)
{
    return (struct rc *)((uintptr_t)value - sizeof(struct rc));
}

/* A value of zeros with one owner; NULL without memory. */
#define RC_NEW(type)                                                                               \
    ({                                                                                             \
        _Static_assert(_Alignof(type) <= RC_ALIGN, "the count before it keeps it aligned");        \
        (type *)rc_new(sizeof(type));                                                              \
    })

static inline void *rc_new(size_t bytes)
{
    struct rc *rc = heap_alloc_zeroed(bytes + sizeof(*rc), RC_ALIGN);
    if (rc == NULL) {
        return NULL;
    }
    *rc = (struct rc){.count = 1, .bytes = bytes};
    return rc + 1;
}

static inline size_t rc_count(const void *value)
{
    return rc_of(value)->count;
}

/* One owner more, who gets the same address. */
#define rc_share(value) (rc_of(value)->count++, (value))

/* One owner less, whose pointer becomes NULL. */
#define rc_drop(slot)                                                                              \
    do {                                                                                           \
        rc_release(*(slot));                                                                       \
        *(slot) = NULL;                                                                            \
    } while (0)

static inline void rc_release(void *value)
{
    if (value == NULL) {
        return;
    }
    struct rc *rc = rc_of(value);
    if (--rc->count == 0) {
        heap_free(rc, rc->bytes + sizeof(*rc), RC_ALIGN);
    }
}

#endif
