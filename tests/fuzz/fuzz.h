/*
 * fuzz.h: what every fuzzer is made of.
 *
 * A fuzzer is one function, called with one input after the other. It judges by cmocka's asserts: a
 * failing one ends clang's fuzzer, which keeps the input, and under replay.c it fails the test.
 * Where an input is no text but a choice of many things, random.h draws them from it.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

/* Returns 0 [libFuzzer]. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

/* Called once before, by clang's fuzzer alone. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Draws from an input; a pointer to nothing would draw from the counter. */
static inline struct random fuzz_draw(const uint8_t *bytes, size_t count)
{
    return (struct random){.bytes = bytes != NULL ? bytes : (const uint8_t *)"", .left = count};
}

#endif
