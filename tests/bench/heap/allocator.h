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

/* The memory that it has from the system, in bytes; at the beginning, and now. */
size_t bench_footprint_first(void);
size_t bench_footprint(void);

/* While an engine's source maps pages, instructions are not counted. */
void bench_count_pause(void);
void bench_count_resume(void);

/* Called by address, so that the same instructions stand around all of them; malloc and free are
 * given more arguments than they look at. */
typedef void *alloc_function(size_t size, size_t align);
typedef void free_function(void *pointer, size_t size, size_t align);
extern alloc_function *const bench_alloc;
extern free_function *const bench_free;

#endif
