/*
 * allocator_ours.c: the engine of the kernel that is linked, over memory of the host's.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/heap/allocator.h"
#include "tests/unit/heap_arena.h"

enum { FIRST_BYTES = 25 * HEAP_PAGE_BYTES };

alloc_function *const bench_alloc = heap_alloc;
free_function *const bench_free = heap_free;

static struct heap_arena arena;

/* The arena's source, uncounted. */
static bool source_grow(void *context, size_t pages)
{
    bench_count_pause();
    bool grown = arena.source.grow(context, pages);
    bench_count_resume();
    return grown;
}

bool bench_start(size_t bytes)
{
    static struct heap_source source = {.grow = source_grow, .context = &arena};
    if (arena.base != NULL) {
        arena_end(&arena);
    }
    arena_begin(&arena, bytes != 0 ? bytes : FIRST_BYTES, bytes == 0);
    return heap_start(arena.base, arena.bytes, bytes == 0 ? &source : NULL);
}

size_t bench_footprint_first(void)
{
    return 0;
}

size_t bench_footprint(void)
{
    return arena.bytes;
}

void heap_misuse(const struct heap_misuse *misuse)
{
    fprintf(stderr, "HEAP: %s\n", heap_misuse_name(misuse->kind));
    abort();
}

void heap_alloc_failed(size_t size, size_t align)
{
    printf("HEAP: no memory for %zu bytes, aligned to %zu\n", size, align);
    abort();
}
