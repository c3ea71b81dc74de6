/*
 * fuzz_heap_slab.c: the heap's engine `slab`, driven by clang's fuzzer.
 */
#include "tests/fuzz/heap_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    heap_input_run(data, size);
    return 0;
}
