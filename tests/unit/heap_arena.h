/*
 * heap_arena.h: memory for a heap on the host, as the kernel gives it: a reserved range that is
 * mapped from its beginning, page by page, as the heap grows. What is not mapped yet faults.
 */
#ifndef TESTS_UNIT_HEAP_ARENA_H
#define TESTS_UNIT_HEAP_ARENA_H

#include "kernel/core/heap.h"

enum { ARENA_FIRST_BYTES = 25 * HEAP_PAGE_BYTES };

struct heap_arena {
    void *base;
    size_t bytes; /* mapped so far */
    size_t limit; /* and no more than this */
    size_t grown; /* how often */
    struct heap_source source;
};

/* At the kernel heap's own address; `bytes` are mapped at once, the rest where it may grow. */
void arena_begin(struct heap_arena *arena, size_t bytes, bool may_grow);
void arena_end(struct heap_arena *arena);

#endif
