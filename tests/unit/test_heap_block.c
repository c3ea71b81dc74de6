/*
 * test_heap_block.c: the engine `block`: fixed sizes over a list (row 11-6), with its limits (rows
 * 11-7 and 11-8).
 */
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/heap_contract.h"
#include "tests/unit/random.h"

enum { LISTS = 9 };

static struct heap_stats stats_now(void)
{
    struct heap_stats stats;
    heap_stats_read(&stats);
    return stats;
}

/* The size of the list that serves a block; 0: none does. */
static size_t size_that_serves(size_t size, size_t align)
{
    struct heap_stats before = stats_now();
    void *block = heap_alloc(size, align);
    assert_non_null(block);
    struct heap_stats after = stats_now();
    heap_free(block, size, align);
    for (size_t i = 0; i < LISTS; i++) {
        if (after.by_class[i].used != before.by_class[i].used) {
            return after.by_class[i].bytes;
        }
    }
    return 0;
}

/* Row 11-6: the first size that holds both size and alignment; larger ones are the list's. */
static void test_the_size_that_serves(void **state)
{
    (void)state;
    static const struct {
        size_t size, align, served_by;
    } cases[] = {
        {0, 1, 8},     {1, 1, 8},      {8, 1, 8},       {9, 1, 16},    {16, 8, 16},
        {17, 8, 32},   {4, 64, 64},    {48, 8, 64},     {128, 8, 128}, {129, 8, 256},
        {512, 8, 512}, {513, 8, 1024}, {2048, 8, 2048}, {2049, 8, 0},  {8, 4096, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(size_that_serves(cases[i].size, cases[i].align), cases[i].served_by);
    }
}

static void test_a_block_is_used_again(void **state)
{
    (void)state;
    void *one = heap_alloc(100, 8);
    heap_free(one, 100, 8);
    void *two = heap_alloc(128, 8);
    assert_ptr_equal(one, two);
    heap_free(two, 128, 8);
}

/* Row 11-7: never more than half is wasted above the smallest size, a quarter on the average. */
static void test_waste(void **state)
{
    (void)state;
    struct random random = {.state = 5};
    size_t asked = 0, taken = 0;
    for (int i = 0; i < 20000; i++) {
        size_t size = 1025 + random_below(&random, 1024);
        size_t served_by = size_that_serves(size, 8);
        assert_true(served_by < 2 * size);
        asked += size;
        taken += served_by;
    }
    size_t percent = 100 * (taken - asked) / taken;
    assert_in_range(percent, 24, 26);
}

/* Row 11-8: memory that was once blocks of one size serves no other. */
static void test_blocks_never_go_back(void **state)
{
    (void)state;
    static void *blocks[ARENA_FIRST_BYTES / 64 + 1];
    size_t count = 0;
    while ((blocks[count] = heap_alloc(64, 8)) != NULL) {
        count++;
    }
    for (size_t i = 0; i < count; i++) {
        heap_free(blocks[i], 64, 8);
    }
    void *block = heap_alloc(128, 8);
    assert_null(block);
    assert_true(stats_now().free > ARENA_FIRST_BYTES / 10 * 9);
}

static void test_model(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        heap_model_run(&(struct heap_plan){.seed = seed,
                                           .operations = 100000,
                                           .live = 200,
                                           .size_most = seed % 2 ? 2048 : 300,
                                           .large_one_in = 50,
                                           .walk_every = seed == 1 ? 10 : 1000,
                                           .may_grow = seed > 2});
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONTRACT_TESTS,
        CONTRACT_FIXED(contract_many_boxes_live_beside_one),
        CONTRACT_FIXED(test_the_size_that_serves),
        CONTRACT_FIXED(test_a_block_is_used_again),
        CONTRACT_FIXED(test_waste),
        CONTRACT_FIXED(test_blocks_never_go_back),
        cmocka_unit_test(test_model),
    };
    return cmocka_run_group_tests_name("heap_block", tests, NULL, NULL);
}
