/*
 * heap_bump.c: the engine `bump`: the next block begins where the last one ends. `make HEAP=bump`.
 *
 * The smallest allocator there is, and its weakness: memory comes back only when all blocks have
 * been freed, so one that lives long keeps everything (row 11-3). Freeing the last block could give
 * its memory back at once, at the price of a comparison; the texts leave it out, and so does this.
 * It cannot tell a misuse but one: more frees than blocks.
 */
#include "kernel/core/heap_gate.h"

static uintptr_t start, end, next;
static size_t count, peak;
static struct heap_source more;

bool heap_start(void *base, size_t bytes, const struct heap_source *source)
{
    start = next = (uintptr_t)base;
    count = peak = 0;
    more = source != NULL ? *source : (struct heap_source){NULL, NULL};
    return !__builtin_add_overflow(start, bytes, &end);
}

static bool bump_grow(size_t bytes)
{
    size_t pages = bytes / HEAP_PAGE_BYTES + (bytes % HEAP_PAGE_BYTES != 0);
    if (more.grow == NULL || !more.grow(more.context, pages)) {
        return false;
    }
    end += pages * HEAP_PAGE_BYTES;
    return true;
}

void *heap_alloc(size_t size, size_t align)
{
    heap_gate_check(CALLER());
    uintptr_t begin, behind;
    if (__builtin_add_overflow(next, align - 1, &begin)) {
        return NULL;
    }
    begin &= ~(align - 1);
    /* A block of no bytes takes one, so that its address is its own. */
    if (__builtin_add_overflow(begin, size == 0 ? 1 : size, &behind) ||
        (behind > end && !bump_grow(behind - end))) {
        return NULL;
    }
    next = behind;
    count++;
    peak = next - start > peak ? next - start : peak;
    return (void *)begin;
}

void heap_verify(const void *pointer, size_t size)
{
    bool inside = (uintptr_t)pointer >= start && (uintptr_t)pointer < next &&
                  size <= next - (uintptr_t)pointer;
    heap_gate_report(inside ? HEAP_SOUND : HEAP_INVALID_FREE, pointer, size, CALLER());
}

void heap_free(void *pointer, size_t size, size_t align)
{
    (void)align;
    heap_gate_check(CALLER());
    if (pointer == NULL) {
        return;
    }
    heap_verify(pointer, size);
    if (--count == 0) {
        next = start;
    }
}

void heap_stats_read(struct heap_stats *stats)
{
    *stats = (struct heap_stats){
        .engine = "bump",
        .size = end - start,
        .used = next - start,
        .free = end - next,
        .peak = peak,
        .blocks = count,
    };
}

struct heap_misuse heap_check(void)
{
    bool sound = start <= next && next <= end && (count > 0 || next == start);
    return (struct heap_misuse){.kind = sound ? HEAP_SOUND : HEAP_DAMAGED};
}
