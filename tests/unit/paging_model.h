/*
 * paging_model.h: drawn mappings of common/paging.c, judged by a walk of their tables.
 */
#ifndef TESTS_UNIT_PAGING_MODEL_H
#define TESTS_UNIT_PAGING_MODEL_H

#include "tests/unit/random.h"

/* Some mappings in one set of tables. Fails the running test unless every page of them translates,
 * the pages around them do not, nothing is writable and executable, and no table more was taken
 * than they need. */
void paging_model_round(struct random *random);

#endif
