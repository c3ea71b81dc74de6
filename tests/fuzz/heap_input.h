/*
 * heap_input.h: a heap driven by bytes from a fuzzer.
 */
#ifndef TESTS_FUZZ_HEAP_INPUT_H
#define TESTS_FUZZ_HEAP_INPUT_H

#include "kernel/core/heap.h"

/* Reads operations from the input, four bytes each, and runs them on a fresh heap. Ends the program
 * at the first block that overlaps another, invariant that is broken, or misuse that is reported.
 */
void heap_input_run(const uint8_t *data, size_t size);

#endif
