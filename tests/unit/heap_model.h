/*
 * heap_model.h: random operations on a heap beside a list of what it has handed out.
 */
#ifndef TESTS_UNIT_HEAP_MODEL_H
#define TESTS_UNIT_HEAP_MODEL_H

#include "tests/unit/heap_host.h"

struct heap_plan {
    uint64_t seed;
    size_t operations;
    size_t live;         /* at most so many blocks at a time */
    size_t size_most;    /* of a block, usually */
    size_t large_one_in; /* of so many blocks one is up to 32 times as large; 0: none */
    size_t walk_every;   /* operations between full walks of heap, sums and contents */
    bool may_grow;
};

/* Runs the plan from a fresh heap; every block is filled with a pattern of its own, which is looked
 * at before it is freed. Ends with all blocks freed. */
void heap_model_run(const struct heap_plan *plan);

/* free + used + overhead = size, and heap_check finds nothing. */
void heap_assert_sound(void);

#endif
