/*
 * heap_model.c: see heap_model.h. Blocks that overlap would spoil each other's patterns.
 */
#include "tests/unit/heap_model.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

struct model_block {
    uint8_t *bytes;
    size_t size, align;
    uint8_t pattern;
};

struct model {
    struct random random;
    struct model_block *blocks;
    size_t used; /* bytes asked for and not freed */
    size_t count;
};

void heap_assert_sound(void)
{
    struct heap_stats stats;
    heap_stats_read(&stats);
    assert_true(stats.used <= stats.size && stats.free <= stats.size);
    assert_int_equal(stats.used + stats.free + stats.overhead, stats.size);
    struct heap_misuse found = heap_check();
    if (found.kind != HEAP_SOUND) {
        fail_msg("heap_check: %s at %p", heap_misuse_name(found.kind), found.pointer);
    }
}

static void block_fill(struct model *model, struct model_block *block)
{
    assert_int_equal((uintptr_t)block->bytes % block->align, 0);
    block->pattern = (uint8_t)random_next(&model->random);
    memset(block->bytes, block->pattern, block->size);
    model->used += block->size;
    model->count++;
}

static bool block_is_untouched(const struct model_block *block)
{
    for (size_t i = 0; i < block->size; i++) {
        if (block->bytes[i] != block->pattern) {
            return false;
        }
    }
    return true;
}

static void block_free(struct model *model, struct model_block *block)
{
    assert_true(block_is_untouched(block));
    heap_free(block->bytes, block->size, block->align);
    model->used -= block->size;
    model->count--;
    block->bytes = NULL;
}

static size_t size_draw(struct model *model, const struct heap_plan *plan)
{
    size_t most = plan->size_most;
    if (plan->large_one_in != 0 && random_below(&model->random, plan->large_one_in) == 0) {
        most *= 32;
    }
    return random_magnitude(&model->random) % (most + 1);
}

static void block_alloc(struct model *model, struct model_block *block,
                        const struct heap_plan *plan)
{
    block->size = size_draw(model, plan);
    block->align = 1ull << random_below(&model->random, 5);
    if (random_below(&model->random, 64) == 0) {
        block->align = 1ull << random_below(&model->random, 13);
    }
    block->bytes = heap_alloc(block->size, block->align);
    if (block->bytes != NULL) {
        block_fill(model, block);
    } else {
        assert_false(plan->may_grow);
    }
}

static void block_realloc(struct model *model, struct model_block *block,
                          const struct heap_plan *plan)
{
    size_t size = size_draw(model, plan);
    size_t both = size < block->size ? size : block->size;
    uint8_t *bytes = heap_realloc(block->bytes, block->size, block->align, size);
    if (bytes == NULL) {
        return;
    }
    struct model_block before = {.bytes = bytes, .size = both, .pattern = block->pattern};
    assert_true(block_is_untouched(&before));
    model->used -= block->size;
    model->count--;
    block->bytes = bytes;
    block->size = size;
    block_fill(model, block);
}

static void model_walk(const struct model *model, size_t live)
{
    struct heap_stats stats;
    heap_stats_read(&stats);
    assert_int_equal(stats.blocks, model->count);
    assert_true(stats.used >= model->used);
    heap_assert_sound();
    for (size_t i = 0; i < live; i++) {
        assert_true(model->blocks[i].bytes == NULL || block_is_untouched(&model->blocks[i]));
    }
}

void heap_model_run(const struct heap_plan *plan)
{
    struct heap_arena arena;
    struct model model = {.random = {.state = plan->seed}};
    model.blocks = calloc(plan->live, sizeof(model.blocks[0]));
    assert_non_null(model.blocks);
    arena_begin(&arena, ARENA_FIRST_BYTES, plan->may_grow);
    assert_true(heap_start(arena.base, arena.bytes, plan->may_grow ? &arena.source : NULL));
    for (size_t i = 0; i < plan->operations; i++) {
        struct model_block *block = &model.blocks[random_below(&model.random, plan->live)];
        if (block->bytes == NULL) {
            block_alloc(&model, block, plan);
        } else if (random_below(&model.random, 8) == 0) {
            block_realloc(&model, block, plan);
        } else {
            block_free(&model, block);
        }
        if (i % plan->walk_every == 0) {
            model_walk(&model, plan->live);
        }
    }
    for (size_t i = 0; i < plan->live; i++) {
        if (model.blocks[i].bytes != NULL) {
            block_free(&model, &model.blocks[i]);
        }
    }
    model_walk(&model, plan->live);
    arena_end(&arena);
    free(model.blocks);
}
