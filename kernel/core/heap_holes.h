/*
 * heap_holes.h: free memory as a list of holes by address: the engine `list`, and what the engine
 * `block` falls back to.
 */
#ifndef KERNEL_CORE_HEAP_HOLES_H
#define KERNEL_CORE_HEAP_HOLES_H

#include "kernel/core/heap.h"

/* The list's node lies in the hole itself; so no block is shorter than a node. */
struct hole {
    size_t bytes;
    struct hole *next;
};

struct holes {
    struct hole first; /* no hole: what points to the first one */
    uintptr_t base;
    size_t bytes;
    size_t used, peak, blocks;
    struct heap_source source;
};

bool holes_start(struct holes *holes, void *base, size_t bytes, const struct heap_source *source);
void *holes_alloc(struct holes *holes, size_t size, size_t align);

/* What is wrong with freeing that block; HEAP_SOUND, and it is freed. */
enum heap_misuse_kind holes_free(struct holes *holes, void *pointer, size_t size);

/* Does a range of memory lie in the heap, and outside of all holes? */
enum heap_misuse_kind holes_look_up(const struct holes *holes, const void *pointer, size_t size);
struct heap_misuse holes_check(const struct holes *holes);

/* The sums of a heap that is all holes and blocks; an engine adds what it keeps itself. */
struct heap_stats holes_stats(const struct holes *holes, const char *engine);

/* A block's size as holes are made of it: nodes only, so that each can become a hole. 0: too large
 * to be counted. */
size_t holes_round(size_t size);

#endif
