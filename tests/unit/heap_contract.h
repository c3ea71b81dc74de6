/*
 * heap_contract.h: what every engine has to do, as tests that each engine's program runs.
 */
#ifndef TESTS_UNIT_HEAP_CONTRACT_H
#define TESTS_UNIT_HEAP_CONTRACT_H

#include "tests/unit/heap_model.h"

/* A heap of the first 100 KiB that can or cannot grow, for one test; teardown ends it. */
int heap_setup_fixed(void **state);
int heap_setup_growing(void **state);
int heap_teardown(void **state);

void contract_simple_allocation(void **state);
void contract_large_vec(void **state);
void contract_many_boxes(void **state);
/* Returns whether it passed: bump has to fail it. */
bool contract_many_boxes_long_lived(void);
void contract_many_boxes_live_beside_one(void **state);
void contract_refuses_what_cannot_be(void **state);
void contract_alignments(void **state);
void contract_recovers_from_out_of_memory(void **state);
void contract_zeroed_and_must(void **state);
void contract_arrays(void **state);
void contract_interrupts(void **state);
void contract_first_value_is_at_the_base(void **state);

#define CONTRACT_FIXED(test) cmocka_unit_test_setup_teardown(test, heap_setup_fixed, heap_teardown)
#define CONTRACT_GROWING(test)                                                                     \
    cmocka_unit_test_setup_teardown(test, heap_setup_growing, heap_teardown)

/* All but the one that bump fails. */
#define CONTRACT_TESTS                                                                             \
    CONTRACT_FIXED(contract_simple_allocation), CONTRACT_FIXED(contract_large_vec),                \
        CONTRACT_FIXED(contract_many_boxes), CONTRACT_FIXED(contract_refuses_what_cannot_be),      \
        CONTRACT_GROWING(contract_alignments),                                                     \
        CONTRACT_FIXED(contract_recovers_from_out_of_memory),                                      \
        CONTRACT_FIXED(contract_zeroed_and_must), CONTRACT_FIXED(contract_arrays),                 \
        CONTRACT_GROWING(contract_interrupts), CONTRACT_FIXED(contract_first_value_is_at_the_base)

#endif
