/*
 * test_paging_random.c: many drawn mappings in one set of tables: every page of them translates,
 * the pages around them do not, nothing is writable and executable (row 02-18), and no
 * table more was taken than they need.
 */
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/paging_model.h"

static void test_drawn_mappings(void **state)
{
    (void)state;
    struct random random = {.state = 8};
    for (int round = 0; round < 100; round++) {
        paging_model_round(&random);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawn_mappings),
    };
    return cmocka_run_group_tests_name("paging_random", tests, NULL, NULL);
}
