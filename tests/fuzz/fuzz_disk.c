/*
 * fuzz_disk.c: stage2's disk reads from a drive that errs as the input says: what
 * tests/unit/disk_model.h demands of every read.
 */
#include "tests/fuzz/fuzz.h"
#include "tests/unit/disk_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct random input = fuzz_draw(bytes, count);
    uint32_t results[2] = {0, 0};
    disk_model_round(&input, results);
    return 0;
}
