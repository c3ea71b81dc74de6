/*
 * test_heap_long.c: the default engine beside the model, for as many operations as there is time:
 * a million under sanitizers, ten without (tests/unit/heap.mk).
 */
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/heap_contract.h"

#ifndef HEAP_OPERATIONS
#define HEAP_OPERATIONS 1000000
#endif

static void test_long(void **state)
{
    (void)state;
    static const struct {
        size_t live, size_most;
        bool may_grow;
    } plans[] = {{50, 2048, false}, {300, 300, false}, {2000, 2048, true}, {2000, 64, true}};
    for (size_t i = 0; i < 4; i++) {
        heap_model_run(&(struct heap_plan){.seed = i,
                                           .operations = HEAP_OPERATIONS / 4,
                                           .live = plans[i].live,
                                           .size_most = plans[i].size_most,
                                           .large_one_in = 50,
                                           .walk_every = 1000,
                                           .may_grow = plans[i].may_grow});
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests_name("heap_long", tests, NULL, NULL);
}
