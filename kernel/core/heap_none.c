/*
 * heap_none.c: the engine `none`: the texts' dummy. It has no memory, and so nothing can be freed.
 */
#include "kernel/core/heap_gate.h"

bool heap_start(void *base, size_t bytes, const struct heap_source *source)
{
    (void)base, (void)bytes, (void)source;
    return true;
}

void *heap_alloc(size_t size, size_t align)
{
    (void)size, (void)align;
    return NULL;
}

void heap_free(void *pointer, size_t size, size_t align)
{
    (void)align;
    heap_gate_report(HEAP_INVALID_FREE, pointer, size, CALLER());
}

void heap_verify(const void *pointer, size_t size)
{
    heap_gate_report(HEAP_INVALID_FREE, pointer, size, CALLER());
}

void heap_stats_read(struct heap_stats *stats)
{
    *stats = (struct heap_stats){.engine = "none"};
}

struct heap_misuse heap_check(void)
{
    return (struct heap_misuse){.kind = HEAP_SOUND};
}
