/*
 * heap_input.c: the fuzzers heap_bump, heap_list, heap_block and heap_slab, one for each engine
 * that it is linked with: blocks of any size and alignment keep what is written into them, none is
 * given twice, and what is used, free and lost makes the heap.
 *
 * Input: operations of four bytes. The heap has 100 KiB and may grow to 1 MiB.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/core/heap.h"
#include "tests/fuzz/fuzz.h"
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
        assert_int_equal(held->bytes[i], held->pattern);
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
    assert_int_equal(heap_check().kind, HEAP_SOUND);
    assert_int_equal(stats.used + stats.free + stats.overhead, stats.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct heap_arena arena;
    struct held held[SLOTS] = {{NULL, 0, 0, 0}};
    arena_begin(&arena, ARENA_FIRST_BYTES, true);
    arena.limit = LIMIT;
    assert_true(heap_start(arena.base, arena.bytes, &arena.source));
    for (size_t at = 0; at + OPERATION_BYTES <= count; at += OPERATION_BYTES) {
        held_step(&held[bytes[at] % SLOTS], bytes + at);
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
    return 0;
}
