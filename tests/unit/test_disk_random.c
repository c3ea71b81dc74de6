/*
 * test_disk_random.c: whatever a BIOS does, stage2/real/disk.c ends, and tells the truth.
 *
 * Property: for any drive, any request and any sequence of answers, the number of calls is bounded,
 * and either true comes back with exactly the right sectors in memory and nothing written beside
 * them, or false with the sector that could not be had. Also transfer.c alone, against arithmetic
 * done the other way round.
 */
#include "common/image.h"
#include "common/pc/bios.h"
#include "stage2/real/disk.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/disk_model.h"

enum {
    SEED = 0x26,
    ROUNDS = 1500,
};

static struct random random_state = {.state = SEED};
static uint64_t round_state; /* with which the round in progress began; 0 between rounds */

static uint32_t any(uint32_t below)
{
    return (uint32_t)random_below(&random_state, below);
}

static bool one_in(uint32_t chances)
{
    return any(chances) == 0;
}

static void test_any_drive_any_answers(void **state)
{
    (void)state;
    uint32_t results[2] = {0, 0};
    for (uint32_t round = 0; round < ROUNDS; round++) {
        round_state = random_state.state;
        disk_model_round(&random_state, results);
        round_state = 0;
    }
    assert_true(results[false] > ROUNDS / 4); /* the property has met both ends */
    assert_true(results[true] > ROUNDS / 4);
}

/* --- transfer.c alone ------------------------------------------------------------------------ */

static void test_transfer_is_as_large_as_the_rules_allow(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 100000; round++) {
        struct transfer left = {
            .lba = any(UINT32_MAX),
            .count = 1 + any(1000),
            .to = any(2048) * SECTOR_BYTES,
        };
        uint16_t most = (uint16_t)(1 + any(DISK_MOST_SECTORS));
        uint32_t next = transfer_next(&left, most);
        assert_in_range(next, 1, most);
        assert_true(next <= left.count);
        uint32_t last = left.to + next * SECTOR_BYTES - 1;
        assert_int_equal(left.to >> 16, last >> 16);
        /* One sector more would break one of the three. */
        assert_true(next == most || next == left.count || (last + 1) >> 16 != last >> 16);
    }
}

static void test_chs_is_where_the_lba_is(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 100000; round++) {
        struct chs_geometry geometry = disk_model_geometry(&random_state);
        assert_true(chs_is_usable(geometry));
        uint32_t limit = (uint32_t)BIOS_DISK_CYLINDERS * geometry.heads * geometry.sectors;
        uint32_t lba = one_in(4) ? limit - 2 + any(4) : any(2 * limit);
        struct chs_address address;
        assert_int_equal(chs_find(geometry, lba, &address), lba < limit);
        if (lba < limit) {
            assert_in_range(address.sector, 1, geometry.sectors);
            assert_in_range(address.head, 0, geometry.heads - 1);
            uint32_t track = (uint32_t)address.cylinder * geometry.heads + address.head;
            assert_int_equal(track * geometry.sectors + address.sector - 1, lba);
        }
    }
}

static void test_quirk_34_geometry_of_zero_does_not_divide_by_it(void **state)
{
    (void)state;
    struct chs_address address;
    for (uint16_t heads = 0; heads < 3; heads++) {
        struct chs_geometry geometry = {.cylinders = 1, .heads = heads, .sectors = 0};
        assert_false(chs_is_usable(geometry));
        chs_find(geometry, 12345, &address); /* ends, and does not fault */
    }
    assert_false(chs_is_usable((struct chs_geometry){1024, 257, 63}));
    assert_false(chs_is_usable((struct chs_geometry){1024, 255, 64}));
    assert_true(chs_is_usable((struct chs_geometry){1024, 256, 63}));
}

/* A round that failed can be repeated alone, from its state. */
static int name_round(void **state)
{
    if (round_state != 0) {
        print_error("the round began with state %#llx\n", (unsigned long long)round_state);
    }
    return fake_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_any_drive_any_answers, fake_setup, name_round),
        FAKE_TEST(test_transfer_is_as_large_as_the_rules_allow),
        FAKE_TEST(test_chs_is_where_the_lba_is),
        FAKE_TEST(test_quirk_34_geometry_of_zero_does_not_divide_by_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
