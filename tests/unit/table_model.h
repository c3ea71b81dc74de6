/*
 * table_model.h: drawn changes of page tables against a model, on a CPU that forgets nothing by
 * itself.
 */
#ifndef TESTS_UNIT_TABLE_MODEL_H
#define TESTS_UNIT_TABLE_MODEL_H

#include "tests/unit/fake_mmu.h"
#include "tests/unit/random.h"

/* Of all changes so far, by error. */
extern uint32_t table_model_results[TABLE_BAD_RIGHTS + 1];

/* Empty tables, with few frames for more. */
void table_model_start(void);

/*
 * Maps a page in `growing` of ten cases, else unmaps one or protects it. Fails the running test
 * unless the result is as the model has it, and after it every page is so, in the tables and in the
 * TLB, nothing that is cached is stale, and exactly the tables that the pages need are taken.
 */
void table_model_step(struct random *random, uint64_t growing);

#endif
