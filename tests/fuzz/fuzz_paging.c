/*
 * fuzz_paging.c: the tables that common/paging.c builds for any mappings translate them, and
 * nothing else (tests/unit/paging_model.h).
 */
#include "tests/fuzz/fuzz.h"
#include "tests/unit/paging_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct random input = fuzz_draw(bytes, count);
    paging_model_round(&input);
    return 0;
}
