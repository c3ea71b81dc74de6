/*
 * ring.h: a queue of bytes between an interrupt handler and the main line.
 *
 * One side puts bytes in, one takes them out, and neither waits: each moves an index of its own and
 * only reads the other's. The indices count on without end; how far they are apart is the number of
 * bytes, and their low bits are the places. [C11 7.17.3] A byte is written before the index tells
 * of it (release), and read after the index has told (acquire).
 *
 *     bytes:   |    | c  | d  | e  |    |    |
 *                     ^              ^
 *                     taken          put
 */
#ifndef KERNEL_CORE_RING_H
#define KERNEL_CORE_RING_H

#include "common/types.h"

struct ring {
    uint8_t *bytes;
    uint32_t mask;  /* size - 1; the size is a power of two */
    uint32_t put;   /* written by the producer alone */
    uint32_t taken; /* written by the consumer alone */
};

/* An empty ring over an array, for an initialiser or an assignment; the size is checked while it is
 * compiled, inside a structure, where an expression can have an assertion. */
#define RING(array)                                                                                \
    (struct ring)                                                                                  \
    {                                                                                              \
        .bytes = (array), .mask = sizeof(array) - 1 + 0 * RING_CHECK(sizeof(array))                \
    }
#define RING_CHECK(size)                                                                           \
    sizeof(struct {                                                                                \
        _Static_assert(((size) & ((size)-1)) == 0, "a ring's size is a power of two");             \
        int member;                                                                                \
    })

/* How many bytes wait. */
static inline uint32_t ring_count(const struct ring *ring)
{
    return __atomic_load_n(&ring->put, __ATOMIC_ACQUIRE) -
           __atomic_load_n(&ring->taken, __ATOMIC_ACQUIRE);
}

/* The producer's: false where the ring is full, and the byte is the caller's to count. */
static inline bool ring_push(struct ring *ring, uint8_t byte)
{
    uint32_t put = ring->put;
    if (put - __atomic_load_n(&ring->taken, __ATOMIC_ACQUIRE) > ring->mask) {
        return false;
    }
    ring->bytes[put & ring->mask] = byte;
    __atomic_store_n(&ring->put, put + 1, __ATOMIC_RELEASE);
    return true;
}

/* The consumer's: false where the ring is empty. */
static inline bool ring_pop(struct ring *ring, uint8_t *byte)
{
    uint32_t taken = ring->taken;
    if (__atomic_load_n(&ring->put, __ATOMIC_ACQUIRE) == taken) {
        return false;
    }
    *byte = ring->bytes[taken & ring->mask];
    __atomic_store_n(&ring->taken, taken + 1, __ATOMIC_RELEASE);
    return true;
}

#endif
