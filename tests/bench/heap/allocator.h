/*
 * allocator.h: the one face that all measured allocators have.
 *
 * allocator_ours.c puts an engine of the kernel behind it, allocator_libc.c malloc and free of
 * whichever library the program is linked with.
 */
#ifndef TESTS_BENCH_HEAP_ALLOCATOR_H
#define TESTS_BENCH_HEAP_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>

/* Starts anew. With `bytes` the heap has that size and cannot grow; with 0 it grows as it likes.
 * Returns false where the allocator cannot be held to a size. */
bool bench_start(size_t bytes);

/* The memory that it has from the system, in bytes; 0 where it does not tell. */
size_t bench_footprint(void);

#ifdef BENCH_LIBC
#include <stdlib.h>
#define BENCH_ALLOC(size)         malloc(size)
#define BENCH_FREE(pointer, size) free(pointer)
#else
#include "kernel/core/heap.h"
#define BENCH_ALLOC(size)         heap_alloc((size), 8)
#define BENCH_FREE(pointer, size) heap_free((pointer), (size), 8)
#endif

#endif
