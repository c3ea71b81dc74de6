/*
 * heap_input.c: see heap_input.h. The heap has 100 KiB and may grow to 1 MiB.
 */
#include "tests/fuzz/heap_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/heap_arena.h"

enum { SLOTS = 32, LIMIT = 1 << 20, OPERATION_BYTES = 4, WALK_EVERY = 16 };

struct held {
    uint8_t *bytes;
    size_t size, align;
    uint8_t pattern;
};

void heap_misuse(const struct heap_misuse *misuse)
{
    printf("HEAP: %s at %p\n", heap_misuse_name(misuse->kind), misuse->pointer);
    abort();
}

void heap_alloc_failed(size_t size, size_t align)
{
    printf("HEAP: no memory for %zu bytes, aligned to %zu\n", size, align);
    abort();
}

static void held_end(struct held *held)
{
    for (size_t i = 0; i < held->size; i++) {
        if (held->bytes[i] != held->pattern) {
            printf("a block at %p has lost its contents\n", (void *)held->bytes);
            abort();
        }
    }
    heap_free(held->bytes, held->size, held->align);
    held->bytes = NULL;
}

/* Byte 0: which one; 1: the alignment, and how far the size reaches; 2 and 3: the size. */
static void held_step(struct held *held, const uint8_t *operation)
{
    if (held->bytes != NULL) {
        held_end(held);
        return;
    }
    held->align = (size_t)1 << (operation[1] & 0xf);
    held->size = (size_t)(operation[2] | operation[3] << 8) >> (operation[1] >> 4);
    held->pattern = operation[2];
    held->bytes = heap_alloc(held->size, held->align);
    if (held->bytes != NULL) {
        memset(held->bytes, held->pattern, held->size);
    }
}

static void walk(void)
{
    struct heap_stats stats;
    heap_stats_read(&stats);
    if (heap_check().kind != HEAP_SOUND || stats.used + stats.free + stats.overhead != stats.size) {
        printf("the walk finds damage\n");
        abort();
    }
}

void heap_input_run(const uint8_t *data, size_t size)
{
    struct heap_arena arena;
    struct held held[SLOTS] = {{NULL, 0, 0, 0}};
    arena_begin(&arena, ARENA_FIRST_BYTES, true);
    arena.limit = LIMIT;
    if (!heap_start(arena.base, arena.bytes, &arena.source)) {
        abort();
    }
    for (size_t at = 0; at + OPERATION_BYTES <= size; at += OPERATION_BYTES) {
        held_step(&held[data[at] % SLOTS], data + at);
        if (at / OPERATION_BYTES % WALK_EVERY == 0) {
            walk();
        }
    }
    for (size_t i = 0; i < SLOTS; i++) {
        if (held[i].bytes != NULL) {
            held_end(&held[i]);
        }
    }
    walk();
    arena_end(&arena);
}
