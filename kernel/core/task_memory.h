/*
 * task_memory.h: where tasks get their memory from; the kernel's heap, a test's malloc.
 *
 * Asked by the executor alone, and never from an interrupt.
 */
#ifndef KERNEL_CORE_TASK_MEMORY_H
#define KERNEL_CORE_TASK_MEMORY_H

#include "common/types.h"

struct task_memory {
    void *(*allocate)(void *context, size_t bytes); /* aligned for any type; NULL: none left */
    void (*release)(void *context, void *block, size_t bytes);
    void *context;
};

#endif
