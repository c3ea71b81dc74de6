/*
 * heap_stop.c: what the kernel says before it stops on account of its heap.
 *
 * Called by kernel/core/heap*.c, from any place that uses memory, so it uses none itself.
 */
#include "kernel/core/heap.h"
#include "kernel/crash/crash.h"
#include "kernel/crash/where.h"
#include "kernel/print.h"

static void explain_place(const char *what, uintptr_t return_address)
{
    char function[WHERE_TEXT_MOST];
    if (return_address != 0) {
        crash_explain("%s by %s.\n", what, where_function(function, return_address, true));
    }
}

void heap_misuse(const struct heap_misuse *misuse)
{
    crash_headline("HEAP: %s", heap_misuse_name(misuse->kind));
    if (misuse->pointer != misuse->block) {
        crash_explain("The address is %p.\n", misuse->pointer);
    }
    if (misuse->block != NULL && misuse->size != 0) {
        crash_explain("The block is %p, of %zu bytes.\n", misuse->block, misuse->size);
    } else if (misuse->block != NULL) {
        crash_explain("The block is %p.\n", misuse->block); /* now a part of others, or empty */
    }
    explain_place("Allocated", misuse->allocated_at);
    explain_place("Freed", misuse->freed_at);
    explain_place("Found", misuse->caller);
    crash_with_registers();
}

void heap_alloc_failed(size_t size, size_t align)
{
    panic("out of memory: %zu bytes, aligned to %zu", size, align);
}
