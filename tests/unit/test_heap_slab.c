/*
 * test_heap_slab.c: the engine `slab`: what it promises beyond the others.
 */
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/heap_contract.h"
#include "tests/unit/random.h"

enum { MANY = 20000 };
static void *blocks[MANY];

static struct heap_stats stats_now(void)
{
    struct heap_stats stats;
    heap_stats_read(&stats);
    return stats;
}

static void fill(size_t count, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        blocks[i] = heap_alloc(size, 8);
        assert_non_null(blocks[i]);
    }
}

static void empty(size_t count, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        heap_free(blocks[i], size, 8);
    }
}

/* Row 11-8, the other way round: memory that served one size serves the next. */
static void test_classes_give_back(void **state)
{
    (void)state;
    static const size_t sizes[] = {8, 16, 24, 40, 64, 100, 128, 200, 248, 300, 700, 1024, 2000};
    size_t most = 0, last = 0;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        size_t count = 400000 / sizes[i] < MANY ? 400000 / sizes[i] : MANY;
        fill(count, sizes[i]);
        size_t used = stats_now().used;
        most = used > most ? used : most;
        last = stats_now().size;
        empty(count, sizes[i]);
        heap_assert_sound();
    }
    assert_true(last < most + most / 10); /* a phase shift costs a tenth at most */
}

/* All of the mix that the benchmark draws, in a heap of 100 KiB that cannot grow. */
static void test_a_small_heap_is_usable(void **state)
{
    (void)state;
    struct random random = {.state = 1};
    static size_t sizes[MANY];
    size_t live = 0, count = 0;
    for (;;) {
        uint64_t low = 8ull << random_below(&random, 8);
        sizes[count] = low + random_below(&random, low);
        blocks[count] = heap_alloc(sizes[count], 8);
        if (blocks[count] == NULL) {
            break;
        }
        live += sizes[count++];
        if (random_below(&random, 3) == 0) {
            size_t gone = random_below(&random, count);
            heap_free(blocks[gone], sizes[gone], 8);
            live -= sizes[gone];
            blocks[gone] = blocks[--count];
            sizes[gone] = sizes[count];
        }
    }
    assert_true(live > ARENA_FIRST_BYTES / 100 * 80);
    while (count > 0) {
        count--;
        heap_free(blocks[count], sizes[count], 8);
    }
}

/* When all is free again, all but what waits is one run, in which the largest block finds room. */
static void test_everything_merges(void **state)
{
    (void)state;
    fill(200, 300);
    empty(200, 300);
    fill(400, 100);
    empty(400, 100);
    void *all = heap_alloc(ARENA_FIRST_BYTES - 100, 8);
    assert_non_null(all);
    heap_free(all, ARENA_FIRST_BYTES - 100, 8);
    assert_int_equal(stats_now().used, 0);
}

static void test_what_cannot_be_a_heap(void **state)
{
    (void)state;
    static _Alignas(4096) uint8_t memory[2 * HEAP_PAGE_BYTES];
    assert_false(heap_start(memory + 1, sizeof(memory) - 16, NULL));
    assert_false(heap_start(memory, sizeof(memory) - 1, NULL));
    assert_false(heap_start(memory, HEAP_PAGE_BYTES, NULL));
    assert_null(heap_alloc(8, 8)); /* and that is no heap either */
    assert_true(heap_start(memory, sizeof(memory), NULL));
    heap_assert_sound();
}

/* Growth is asked for in whole pages, and a refusal is no more than a failed allocation. */
static void test_grows_by_pages(void **state)
{
    (void)state;
    size_t before = stats_now().size;
    void *large = heap_alloc(1000000, 8);
    assert_non_null(large);
    memset(large, 1, 1000000);
    assert_true(stats_now().size >= before + 900000);
    assert_int_equal(stats_now().size % HEAP_PAGE_BYTES, 0);
    heap_free(large, 1000000, 8);
    void *too_large = heap_alloc((size_t)1 << 33, 8); /* more than the units are counted to */
    assert_null(too_large);
}

/* What is free at the end is used, so growth is by what it lacks. */
static void test_grows_by_what_is_missing(void **state)
{
    (void)state;
    size_t before = stats_now().size;
    void *large = heap_alloc(before, 8);
    assert_non_null(large);
    assert_int_equal(stats_now().size, before + HEAP_PAGE_BYTES);
    void *other = heap_alloc(before, 8);
    assert_non_null(other);
    size_t grown = stats_now().size;
    assert_in_range(grown, 2 * before, 2 * before + 2 * HEAP_PAGE_BYTES);
    heap_free(large, before, 8); /* neither the last block, */
    heap_free(other, before, 8); /* nor, when both are free, more than they had */
    large = heap_alloc(2 * before, 8);
    assert_non_null(large);
    assert_in_range(stats_now().size, grown, grown + HEAP_PAGE_BYTES);
    heap_assert_sound();
    heap_free(large, 2 * before, 8);
}

/* The same where a block had all the rest, and is free again: growth merges with it. */
static void test_grows_behind_a_free_block(void **state)
{
    (void)state;
    size_t before = stats_now().size;
    size_t all = before - 24 - 8 - 8 - 4; /* without the corner, both heads and the canary */
    void *block = heap_alloc(all, 8);
    assert_non_null(block);
    assert_int_equal(stats_now().size, before);
    heap_free(block, all, 8);
    void *large = heap_alloc(2 * before, 8);
    assert_ptr_equal(large, block);
    assert_in_range(stats_now().size, 2 * before, 2 * before + HEAP_PAGE_BYTES);
    block = heap_alloc(all, 8); /* not from where that one was */
    assert_non_null(block);
    heap_free(block, all, 8);
    heap_assert_sound();
    heap_free(large, 2 * before, 8);
}

/* Row 10-2: by size and alignment, on both ways. */
static void test_every_size_and_offset(void **state)
{
    (void)state;
    for (size_t size = 0; size <= 5000; size++) {
        uint8_t *one = heap_alloc(size, 8);
        uint8_t *two = heap_alloc(size, 16);
        assert_non_null(one);
        assert_non_null(two);
        assert_int_equal((uintptr_t)one % 16, 0);
        memset(one, 1, size);
        memset(two, 2, size);
        heap_verify(one, size);
        heap_free(one, size, 8);
        assert_true(size == 0 || two[size - 1] == 2);
        heap_free(two, size, 16);
    }
}

static void test_stats_by_class(void **state)
{
    (void)state;
    fill(200, 40); /* 40 bytes and the notes: 48 */
    struct heap_stats stats = stats_now();
    assert_string_equal(stats.engine, "slab");
    assert_int_equal(stats.by_class[3].bytes, 48);
    assert_in_range(stats.by_class[3].used, 190, 200); /* the rest are single runs */
    assert_int_equal(stats.blocks, 200);
    empty(200, 40);
    assert_int_equal(stats_now().by_class[3].used, 0);
    assert_true(stats_now().peak >= stats.used);
}

/* Row 11-11: a handler of interrupts finds the heap closed. */
static void test_closed_to_interrupts(void **state)
{
    contract_interrupts(state);
}

/* Every operation is followed by a full walk. */
static void test_model_dense(void **state)
{
    (void)state;
    for (uint64_t seed = 10; seed < 14; seed++) {
        heap_model_run(&(struct heap_plan){.seed = seed,
                                           .operations = 4000,
                                           .live = 60,
                                           .size_most = seed % 2 ? 2048 : 64,
                                           .large_one_in = 20,
                                           .walk_every = 1,
                                           .may_grow = seed > 11});
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONTRACT_TESTS,
        CONTRACT_FIXED(contract_many_boxes_live_beside_one),
        CONTRACT_GROWING(test_classes_give_back),
        CONTRACT_FIXED(test_a_small_heap_is_usable),
        CONTRACT_FIXED(test_everything_merges),
        cmocka_unit_test(test_what_cannot_be_a_heap),
        CONTRACT_GROWING(test_grows_by_pages),
        CONTRACT_GROWING(test_grows_by_what_is_missing),
        CONTRACT_GROWING(test_grows_behind_a_free_block),
        CONTRACT_GROWING(test_every_size_and_offset),
        CONTRACT_GROWING(test_stats_by_class),
        CONTRACT_GROWING(test_closed_to_interrupts),
        cmocka_unit_test(test_model_dense),
    };
    return cmocka_run_group_tests_name("heap_slab", tests, NULL, NULL);
}
