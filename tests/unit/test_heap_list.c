/*
 * test_heap_list.c: the engine `list`: nodes in free memory (row 11-4), and merging (row 11-5).
 */
#include "kernel/core/heap_holes.h"
#include "kernel/core/vector.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/heap_contract.h"

static struct heap_stats stats_now(void)
{
    struct heap_stats stats;
    heap_stats_read(&stats);
    return stats;
}

static size_t holes_count(const struct holes *holes)
{
    size_t count = 0;
    for (const struct hole *hole = holes->first.next; hole != NULL; hole = hole->next) {
        count++;
    }
    return count;
}

/* Row 11-5: three neighbours, freed in all six orders, leave one hole. */
static void test_three_neighbours_in_six_orders(void **state)
{
    (void)state;
    static const uint8_t orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                         {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    static _Alignas(16) uint8_t memory[4096];
    for (size_t order = 0; order < 6; order++) {
        struct holes holes;
        assert_true(holes_start(&holes, memory, sizeof(memory), NULL));
        void *blocks[3];
        for (size_t i = 0; i < 3; i++) {
            blocks[i] = holes_alloc(&holes, 100, 8);
        }
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(holes_free(&holes, blocks[orders[order][i]], 100), HEAP_SOUND);
            assert_int_equal(holes_check(&holes).kind, HEAP_SOUND);
        }
        assert_int_equal(holes_count(&holes), 1);
        assert_int_equal(holes.used, 0);
    }
}

/* Row 11-4: 16 bytes are the least, and sizes are rounded to nodes, so nothing is left over. */
static void test_sizes_are_rounded_to_nodes(void **state)
{
    (void)state;
    static const struct {
        size_t asked, taken;
    } sizes[] = {{0, 16}, {1, 16}, {16, 16}, {17, 32}, {100, 112}};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        void *block = heap_alloc(sizes[i].asked, 1);
        assert_int_equal(stats_now().used, sizes[i].taken);
        heap_free(block, sizes[i].asked, 1);
    }
    assert_int_equal(holes_round(SIZE_MAX), 0);
}

/* Row 11-5: what alignment leaves before a block is used by the next one, and not lost. */
static void test_padding_before_a_block_is_a_hole(void **state)
{
    (void)state;
    char *first = heap_alloc(16, 1);
    char *aligned = heap_alloc(16, 256);
    char *between = heap_alloc(240, 1);
    assert_ptr_equal(aligned, first + 256);
    assert_ptr_equal(between, first + 16);
    heap_free(aligned, 16, 256);
    heap_free(first, 16, 1);
    heap_free(between, 240, 1);
    assert_int_equal(stats_now().used, 0);
}

static void test_a_bad_free_overlaps_a_hole(void **state)
{
    (void)state;
    char *one = heap_alloc(64, 1);
    char *two = heap_alloc(64, 1);
    call_free(one, 64);
    assert_int_equal(heap_caught(call_free, one, 64), HEAP_DOUBLE_FREE);
    assert_int_equal(heap_caught(call_free, one + 48, 32), HEAP_DOUBLE_FREE);
    assert_int_equal(heap_caught(call_free, one + 8, 16), HEAP_INVALID_FREE);
    assert_int_equal(heap_caught(call_free, &two, 16), HEAP_INVALID_FREE);
    assert_int_equal(heap_caught(call_free, two, SIZE_MAX), HEAP_INVALID_FREE);
    assert_int_equal(heap_caught(call_verify, one, 64), HEAP_USE_AFTER_FREE);
    heap_free(two, 64, 1);
}

/* Row 10-7, with row 10-8: growth doubles and copies, so the vector ends where the texts' does. */
static void test_the_texts_vector(void **state)
{
    (void)state;
    int *value = HEAP_NEW_MUST(int);
    VECTOR(int32_t) vector = VECTOR_EMPTY;
    for (int32_t i = 0; i < 500; i++) {
        assert_true(vector_push(&vector, i));
    }
    assert_int_equal((uintptr_t)value, 0x444444440000);
    assert_int_equal((uintptr_t)vector.items, 0x444444440800);
    assert_int_equal(vector.room, 512);
    vector_free(&vector);
    HEAP_DELETE(value);
}

static void test_model(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        heap_model_run(&(struct heap_plan){.seed = seed,
                                           .operations = 50000,
                                           .live = 200,
                                           .size_most = seed % 2 ? 2048 : 300,
                                           .large_one_in = 50,
                                           .walk_every = seed == 1 ? 1 : 1000,
                                           .may_grow = seed > 2});
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONTRACT_TESTS,
        CONTRACT_FIXED(contract_many_boxes_live_beside_one),
        cmocka_unit_test(test_three_neighbours_in_six_orders),
        CONTRACT_FIXED(test_sizes_are_rounded_to_nodes),
        CONTRACT_FIXED(test_padding_before_a_block_is_a_hole),
        CONTRACT_FIXED(test_a_bad_free_overlaps_a_hole),
        CONTRACT_FIXED(test_the_texts_vector),
        cmocka_unit_test(test_model),
    };
    return cmocka_run_group_tests_name("heap_list", tests, NULL, NULL);
}
