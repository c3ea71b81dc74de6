/*
 * test_heap_bump.c: the engine `bump` does what it can (row 11-2), and fails what it has to fail
 * (row 11-3).
 */
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/heap_contract.h"

/* Row 11-3: one block that lives keeps all memory that was ever handed out. */
static void test_many_boxes_long_lived_fails(void **state)
{
    (void)state;
    assert_false(contract_many_boxes_long_lived());
}

/* Row 11-2: align up, count, and begin again when the count is 0. */
static void test_starts_again_when_all_is_free(void **state)
{
    (void)state;
    char *one = heap_alloc(1, 1);
    char *two = heap_alloc(8, 64);
    assert_ptr_equal(two, one + 64);
    heap_free(one, 1, 1);
    char *three = heap_alloc(1, 1);
    assert_ptr_equal(three, two + 8);
    heap_free(two, 8, 64);
    heap_free(three, 1, 1);
    char *four = heap_alloc(1, 1);
    assert_ptr_equal(four, one);
    heap_free(four, 1, 1);
}

static void test_more_frees_than_blocks(void **state)
{
    (void)state;
    char *one = heap_alloc(16, 1);
    call_free(one, 16);
    assert_int_equal(heap_caught(call_free, one, 16), HEAP_INVALID_FREE);
}

static void test_model(void **state)
{
    (void)state;
    heap_model_run(&(struct heap_plan){.seed = 1,
                                       .operations = 20000,
                                       .live = 100,
                                       .size_most = 2048,
                                       .walk_every = 1,
                                       .may_grow = true});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONTRACT_TESTS,
        CONTRACT_FIXED(test_many_boxes_long_lived_fails),
        CONTRACT_FIXED(test_starts_again_when_all_is_free),
        CONTRACT_FIXED(test_more_frees_than_blocks),
        cmocka_unit_test(test_model),
    };
    return cmocka_run_group_tests_name("heap_bump", tests, NULL, NULL);
}
