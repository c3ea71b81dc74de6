/*
 * heap_arena.c: see heap_arena.h. The range is that of the kernel's heap, so an address in a test's
 * message is the address that the kernel would have used.
 */
#include "tests/unit/heap_arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define ARENA_BASE     ((void *)0x444444440000)
#define ARENA_RESERVED ((size_t)1 << 40)

static bool arena_grow(void *context, size_t pages)
{
    struct heap_arena *arena = context;
    size_t bytes = pages * HEAP_PAGE_BYTES;
    if (bytes > arena->limit - arena->bytes) {
        return false;
    }
    if (mprotect((char *)arena->base + arena->bytes, bytes, PROT_READ | PROT_WRITE) != 0) {
        return false;
    }
    arena->bytes += bytes;
    arena->grown++;
    return true;
}

void arena_begin(struct heap_arena *arena, size_t bytes, bool may_grow)
{
    *arena = (struct heap_arena){.limit = ARENA_RESERVED};
    arena->base = mmap(ARENA_BASE, ARENA_RESERVED, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (arena->base != ARENA_BASE || !arena_grow(arena, bytes / HEAP_PAGE_BYTES)) {
        perror("heap_arena");
        abort();
    }
    arena->grown = 0;
    arena->limit = may_grow ? ARENA_RESERVED : bytes;
    arena->source = (struct heap_source){.grow = arena_grow, .context = arena};
}

void arena_end(struct heap_arena *arena)
{
    munmap(arena->base, ARENA_RESERVED);
    *arena = (struct heap_arena){.base = NULL};
}
