/*
 * test_shift64.c: stage2's shifts of 64-bit numbers, for every number of bits, against the host's.
 */
#include "common/types.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

enum { BITS = 64, NUMBERS = 200 };

/* A compiler calls them by these names; nobody else does, so there is no header. */
uint64_t __ashldi3(uint64_t value, int bits);
uint64_t __lshrdi3(uint64_t value, int bits);
int64_t __ashrdi3(int64_t value, int bits);

static void test_every_number_of_bits(void **state)
{
    (void)state;
    struct random random = {.state = 1};
    for (uint32_t i = 0; i < NUMBERS; i++) {
        uint64_t value = random_next(&random);
        for (int bits = 0; bits < BITS; bits++) {
            assert_int_equal(__ashldi3(value, bits), value << bits);
            assert_int_equal(__lshrdi3(value, bits), value >> bits);
            assert_int_equal(__ashrdi3((int64_t)value, bits), (int64_t)value >> bits);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_number_of_bits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
