/*
 * owned.h: a pointer that frees its block where its scope ends, however it ends.
 *
 *     OWNED_TYPE(node, struct node);               once, for each type
 *
 *     OWNED(node, struct node) mine = HEAP_NEW(struct node);
 *     if (...) { return NULL; }                    freed
 *     return owned_give(&mine);                    not freed: the caller owns it now
 *
 * Nothing stops a second pointer to the same block: that there is one owner is a habit which
 * gcc's analyser (docs/heap.md) and the heap's checks watch over, not a proof.
 */
#ifndef KERNEL_CORE_OWNED_H
#define KERNEL_CORE_OWNED_H

#include "kernel/core/heap.h"

#define OWNED_TYPE(name, type)                                                                     \
    static inline void name##_owned_end(type **slot)                                               \
    {                                                                                              \
        if (*slot != NULL) {                                                                       \
            HEAP_DELETE(*slot);                                                                    \
        }                                                                                          \
    }                                                                                              \
    _Static_assert(sizeof(type) > 0, "a complete type")

#define OWNED(name, type) __attribute__((cleanup(name##_owned_end))) type *

/* The block, which the pointer no longer owns. */
#define owned_give(slot)                                                                           \
    ({                                                                                             \
        typeof(*(slot)) given = *(slot);                                                           \
        *(slot) = NULL;                                                                            \
        given;                                                                                     \
    })

#endif
