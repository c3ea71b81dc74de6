/*
 * test_table_random.c: drawn sequences of map, unmap and protect against a model, on a CPU that
 * forgets nothing by itself.
 *
 * After each step every page is as the model has it, in the tables and in the TLB; nothing that is
 * cached is stale; and exactly the tables that the mapped pages need are taken (row 09-12).
 */
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/table_model.h"

enum { STEPS = 30000 };

static void test_drawn_changes(void **state)
{
    (void)state;
    struct random random = {.state = 909};
    table_model_start();
    for (int step = 0; step < STEPS; step++) {
        /* Long phases of growth and of decay, so that tables come and go. */
        table_model_step(&random, step / 200 % 2 == 0 ? 6 : 2);
    }
    /* The drawing reaches what it is meant to reach. */
    static const enum table_error common[] = {TABLE_OK,
                                              TABLE_NO_FRAME,
                                              TABLE_PARENT_IS_HUGE,
                                              TABLE_ALREADY_MAPPED,
                                              TABLE_SMALLER_PAGES,
                                              TABLE_NOT_MAPPED};
    for (size_t i = 0; i < ARRAY_LENGTH(common); i++) {
        assert_true(table_model_results[common[i]] > STEPS / 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawn_changes),
    };
    return cmocka_run_group_tests_name("table_random", tests, NULL, NULL);
}
