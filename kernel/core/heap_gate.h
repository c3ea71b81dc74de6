/*
 * heap_gate.h: what the plain engines do at their doors: refuse interrupt handlers, report misuse.
 *
 * Included by one engine, once a program. The default engine does the same without a check of its
 * own (heap_slab.c).
 */
#ifndef KERNEL_CORE_HEAP_GATE_H
#define KERNEL_CORE_HEAP_GATE_H

#include "kernel/core/heap.h"

#define CALLER() ((uintptr_t)__builtin_return_address(0))

static uint32_t heap_closed;

void heap_close(void)
{
    heap_closed++;
}

void heap_open(void)
{
    heap_closed--;
}

static inline void heap_gate_report(enum heap_misuse_kind kind, const void *block, size_t size,
                                    uintptr_t caller)
{
    if (kind != HEAP_SOUND) {
        struct heap_misuse misuse = {
            .kind = kind, .pointer = block, .block = block, .size = size, .caller = caller};
        heap_misuse(&misuse);
    }
}

static inline void heap_gate_check(uintptr_t caller)
{
    heap_gate_report(heap_closed == 0 ? HEAP_SOUND : HEAP_IN_INTERRUPT, NULL, 0, caller);
}

#endif
