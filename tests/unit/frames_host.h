/*
 * frames_host.h: kernel/core/frames.c on the host, with a window that faults where it is not made.
 *
 * Each page of the window is made once, by frames_take as in the kernel, and filled with garbage;
 * touching any other ends the test. What was taken is remembered.
 */
#ifndef TESTS_UNIT_FRAMES_HOST_H
#define TESTS_UNIT_FRAMES_HOST_H

#include "kernel/core/frames.h"

enum { FRAME = 4096, HOST_TAKEN_MOST = 1 << 16 };

struct frames_host {
    struct frames frames;
    uint32_t page_calls;
    uint32_t frames_a_page;          /* 1, or more: the page tables that the kernel needs too */
    uint64_t taken[HOST_TAKEN_MOST]; /* frame numbers */
    uint32_t taken_count;
};

/* Begins anew: no memory, no page made. */
struct frames_host *frames_host_start(uint32_t frames_a_page);

/* Adds [first, end), in frames; fails the test unless that works. */
void frames_host_add(struct frames_host *host, uint64_t first, uint64_t end);

/* All of a clean map that is usable. */
void frames_host_add_map(struct frames_host *host, const struct memory_range *ranges,
                         uint32_t count);

/* Shorthands, in frame numbers; alloc gives 0 for none. */
uint64_t host_alloc(struct frames_host *host);
bool host_free(struct frames_host *host, uint64_t number);
enum frames_error host_refusal(struct frames_host *host, uint64_t number);

/* Fails the test unless the extents are maximal, gapless, and add up to the counters. */
void frames_host_check(struct frames_host *host);

#endif
