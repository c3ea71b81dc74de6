/*
 * no_heap.h: a kernel without a heap, for images that look at every frame there is.
 *
 * Takes the place of kernel/mem/kernel_heap.c in the image that includes it.
 */
#ifndef TESTS_KERNEL_GUEST_NO_HEAP_H
#define TESTS_KERNEL_GUEST_NO_HEAP_H

#include "kernel/mem/kernel_heap.h"

enum table_error kernel_heap_start(void)
{
    return TABLE_OK;
}

void kernel_heap_report(void)
{
}

#endif
