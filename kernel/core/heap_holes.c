/*
 * heap_holes.c: the texts' linked list of free regions, with what they leave out: it is kept in the
 * order of addresses, so that a freed block merges with both of its neighbours, and what alignment
 * leaves before a block stays a hole.
 *
 * Called by heap_list.c and heap_block.c. Allocation takes the first hole that fits. Both
 * operations take time in proportion to the number of holes: this is the engine to study, not the
 * one to use.
 */
#include "kernel/core/heap_holes.h"

enum { NODE = sizeof(struct hole) };

static uintptr_t hole_end(const struct hole *hole)
{
    return (uintptr_t)hole + hole->bytes;
}

size_t holes_round(size_t size)
{
    size_t rounded;
    if (__builtin_add_overflow(size, NODE - 1, &rounded)) {
        return 0;
    }
    rounded &= ~(size_t)(NODE - 1);
    return rounded < NODE ? NODE : rounded;
}

bool holes_start(struct holes *holes, void *base, size_t bytes, const struct heap_source *source)
{
    *holes = (struct holes){.base = (uintptr_t)base, .bytes = bytes};
    if ((uintptr_t)base % NODE != 0 || bytes % NODE != 0 || bytes < NODE) {
        holes->bytes = 0;
        return false;
    }
    if (source != NULL) {
        holes->source = *source;
    }
    struct hole *hole = base;
    *hole = (struct hole){.bytes = bytes, .next = NULL};
    holes->first.next = hole;
    return true;
}

/* Where an aligned block begins in a hole; 0 where it does not fit. All is counted in nodes, so
 * what is left before it and behind it is nothing or a hole. */
static uintptr_t hole_fit(const struct hole *hole, size_t size, size_t align)
{
    uintptr_t begin;
    if (__builtin_add_overflow((uintptr_t)hole, align - 1, &begin)) {
        return 0;
    }
    begin &= ~(align - 1);
    return begin <= hole_end(hole) && hole_end(hole) - begin >= size ? begin : 0;
}

/* Takes a range out of the hole behind `before`. */
static void hole_cut(struct hole *before, uintptr_t begin, size_t size)
{
    struct hole *hole = before->next;
    uintptr_t end = hole_end(hole);
    if (begin + size < end) {
        struct hole *behind = (struct hole *)(begin + size);
        *behind = (struct hole){.bytes = end - (begin + size), .next = hole->next};
        hole->next = behind;
    }
    if (begin == (uintptr_t)hole) {
        before->next = hole->next;
    } else {
        hole->bytes = begin - (uintptr_t)hole;
    }
}

/* More pages at the end of the heap, which are freed like a block. */
static bool holes_grow(struct holes *holes, size_t bytes)
{
    size_t pages = bytes / HEAP_PAGE_BYTES + (bytes % HEAP_PAGE_BYTES != 0);
    if (holes->source.grow == NULL || pages == 0 ||
        !holes->source.grow(holes->source.context, pages)) {
        return false;
    }
    void *more = (void *)(holes->base + holes->bytes);
    holes->bytes += pages * HEAP_PAGE_BYTES;
    holes->used += pages * HEAP_PAGE_BYTES;
    holes->blocks++;
    return holes_free(holes, more, pages * HEAP_PAGE_BYTES) == HEAP_SOUND;
}

static void *holes_take(struct holes *holes, size_t size, size_t align)
{
    for (struct hole *before = &holes->first; before->next != NULL; before = before->next) {
        uintptr_t begin = hole_fit(before->next, size, align);
        if (begin != 0) {
            hole_cut(before, begin, size);
            holes->used += size;
            holes->blocks++;
            holes->peak = holes->used > holes->peak ? holes->used : holes->peak;
            return (void *)begin;
        }
    }
    return NULL;
}

void *holes_alloc(struct holes *holes, size_t size, size_t align)
{
    size = holes_round(size);
    align = align < NODE ? NODE : align;
    size_t most;
    if (size == 0 || __builtin_add_overflow(size, align, &most)) {
        return NULL;
    }
    void *block = holes_take(holes, size, align);
    if (block == NULL && holes_grow(holes, align > NODE ? most : size)) {
        block = holes_take(holes, size, align);
    }
    return block;
}

enum heap_misuse_kind holes_look_up(const struct holes *holes, const void *pointer, size_t size)
{
    uintptr_t begin = (uintptr_t)pointer;
    if (begin < holes->base || begin % NODE != 0 || size == 0 || size > holes->bytes ||
        begin - holes->base > holes->bytes - size) {
        return HEAP_INVALID_FREE;
    }
    for (const struct hole *hole = holes->first.next; hole != NULL; hole = hole->next) {
        if ((uintptr_t)hole < begin + size && begin < hole_end(hole)) {
            return HEAP_DOUBLE_FREE; /* some of it is free already */
        }
    }
    return HEAP_SOUND;
}

enum heap_misuse_kind holes_free(struct holes *holes, void *pointer, size_t size)
{
    size = holes_round(size);
    enum heap_misuse_kind wrong = holes_look_up(holes, pointer, size);
    if (wrong != HEAP_SOUND) {
        return wrong;
    }
    holes->used -= size;
    holes->blocks--;
    struct hole *before = &holes->first;
    while (before->next != NULL && (uintptr_t)before->next < (uintptr_t)pointer) {
        before = before->next;
    }
    struct hole *hole = pointer;
    *hole = (struct hole){.bytes = size, .next = before->next};
    if (hole->next != NULL && hole_end(hole) == (uintptr_t)hole->next) {
        hole->bytes += hole->next->bytes;
        hole->next = hole->next->next;
    }
    if (before != &holes->first && hole_end(before) == (uintptr_t)hole) {
        before->bytes += hole->bytes;
        before->next = hole->next;
    } else {
        before->next = hole;
    }
    return HEAP_SOUND;
}

struct heap_misuse holes_check(const struct holes *holes)
{
    uintptr_t end = 0; /* of the hole before; two holes that touch were to be one */
    size_t free = 0;
    struct heap_misuse found = {.kind = HEAP_SOUND};
    for (const struct hole *hole = holes->first.next; hole != NULL; hole = hole->next) {
        uintptr_t begin = (uintptr_t)hole;
        if (begin <= end || begin % NODE != 0 || begin - holes->base >= holes->bytes ||
            hole->bytes < NODE || hole->bytes % NODE != 0 ||
            hole->bytes > holes->bytes - (begin - holes->base)) {
            return (struct heap_misuse){.kind = HEAP_DAMAGED, .pointer = hole, .block = hole};
        }
        end = hole_end(hole);
        free += hole->bytes;
    }
    if (free + holes->used != holes->bytes) {
        found.kind = HEAP_DAMAGED;
    }
    return found;
}

struct heap_stats holes_stats(const struct holes *holes, const char *engine)
{
    return (struct heap_stats){
        .engine = engine,
        .size = holes->bytes,
        .used = holes->used,
        .free = holes->bytes - holes->used,
        .peak = holes->peak,
        .blocks = holes->blocks,
    };
}
