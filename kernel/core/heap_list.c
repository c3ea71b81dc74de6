/*
 * heap_list.c: the engine `list`: one list of holes, first fit (heap_holes.c). `make HEAP=list`.
 *
 * It keeps no notes beside its blocks, so it can tell only that some of a freed block is free
 * already, or no part of the heap.
 */
#include "kernel/core/heap_gate.h"
#include "kernel/core/heap_holes.h"

static struct holes holes;

bool heap_start(void *base, size_t bytes, const struct heap_source *source)
{
    return holes_start(&holes, base, bytes, source);
}

void *heap_alloc(size_t size, size_t align)
{
    heap_gate_check(CALLER());
    return holes_alloc(&holes, size, align);
}

void heap_free(void *pointer, size_t size, size_t align)
{
    (void)align;
    heap_gate_check(CALLER());
    if (pointer != NULL) {
        heap_gate_report(holes_free(&holes, pointer, size), pointer, size, CALLER());
    }
}

void heap_verify(const void *pointer, size_t size)
{
    enum heap_misuse_kind wrong = holes_look_up(&holes, pointer, holes_round(size));
    heap_gate_report(wrong == HEAP_DOUBLE_FREE ? HEAP_USE_AFTER_FREE : wrong, pointer, size,
                     CALLER());
}

void heap_stats_read(struct heap_stats *stats)
{
    *stats = holes_stats(&holes, "list");
}

struct heap_misuse heap_check(void)
{
    return holes_check(&holes);
}
