/*
 * test_heap_none.c: the texts' dummy (row 10-3): always no memory, and freeing ends in a
 * report; who cannot do without memory ends in the one handler (row 10-4).
 */
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/heap_host.h"

static void test_dummy(void **state)
{
    (void)state;
    assert_true(heap_start(NULL, 0, NULL));
    assert_null(heap_alloc(1, 1));
    assert_null(heap_alloc_zeroed(8, 8));
    assert_int_equal(heap_caught(call_free, state, 8), HEAP_INVALID_FREE);
    assert_int_equal(heap_check().kind, HEAP_SOUND);
    heap_must_fail(24, 8);
    assert_int_equal(heap_host_failed_size, 24);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dummy),
    };
    return cmocka_run_group_tests_name("heap_none", tests, NULL, NULL);
}
