/*
 * allocators.h: the frame allocators that the bench compares: ours, and what others do.
 *
 *   ours         kernel/core/frames.c, as the kernel calls it
 *   stack        an array of all free frames: the floor; no checks, and a set-up that grows
 *   iterator     takes the n-th usable frame each time, as the texts do: counts from the beginning
 *   regions      the same, but skips whole regions, as an optimising compiler makes of it
 *   empty        has no frame, as the texts begin
 *
 * Each is three functions of its own name, since callgrind counts by function; main.c calls them.
 */
#ifndef TESTS_BENCH_FRAMES_ALLOCATORS_H
#define TESTS_BENCH_FRAMES_ALLOCATORS_H

#include "common/memory_map.h"

enum { FRAME = 4096, MAP_RANGES = 3 };

/* The usable memory of the machine on the bench. */
extern struct memory_range map[MAP_RANGES];

#define ALLOCATORS(list) list(ours) list(stack) list(iterator) list(regions) list(empty)

#define DECLARE(name)                                                                              \
    void name##_start(void);                                                                       \
    phys_t name##_alloc(void);                                                                     \
    void name##_free(phys_t frame);
ALLOCATORS(DECLARE)
#undef DECLARE

/* Takes all memory of ours but the highest `bytes`. */
void ours_use_all_but(uint64_t bytes);

#endif
