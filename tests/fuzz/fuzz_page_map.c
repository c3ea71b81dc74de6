/*
 * fuzz_page_map.c: any sequence of map, unmap and protect leaves tables and TLB as the model has
 * them (tests/unit/table_model.h).
 */
#include "tests/fuzz/fuzz.h"
#include "tests/unit/table_model.h"

enum { GROWING = 5 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct random input = fuzz_draw(bytes, count);
    table_model_start();
    while (input.left > 0) {
        table_model_step(&input, GROWING);
    }
    return 0;
}
