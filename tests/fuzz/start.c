/*
 * start.c: makes cmocka's asserts tell at once what failed, and end the fuzzer.
 *
 * Outside of a test they would end it without a word, since they keep their words for the test's
 * end. Linked into every fuzzer; replay.c has tests and needs none of it.
 */
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return setenv("CMOCKA_TEST_ABORT", "1", 1);
}
