/*
 * format_model.h: drawn conversions of common/format.c against those of the C library.
 */
#ifndef TESTS_UNIT_FORMAT_MODEL_H
#define TESTS_UNIT_FORMAT_MODEL_H

#include "tests/unit/random.h"

enum { FORMAT_MODEL_BYTES = 256 };

/* One conversion into a buffer of `size` bytes, FORMAT_MODEL_BYTES at most. Fails the running test
 * unless both return the same length and write the same bytes, none of them behind the buffer. */
void format_model_round(struct random *random, size_t size);

#endif
