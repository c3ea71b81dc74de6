/*
 * test_disk_random.c: whatever a BIOS does, stage2/real/disk.c ends, and tells the truth.
 *
 * Property: for any drive, any request and any sequence of answers, the number of calls is bounded,
 * and either true comes back with exactly the right sectors in memory and nothing written beside
 * them, or false with the sector that could not be had. Also transfer.c alone, against arithmetic
 * done the other way round.
 */
#include <string.h>

#include "common/image.h"
#include "common/pc/bios.h"
#include "gen/layout.h"
#include "stage2/real/disk.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_bios.h"
#include "tests/unit/random.h"

enum {
    SEED = 0x26,
    ROUNDS = 1500,
    REQUESTS = 3, /* on one drive, one after the other */
    TO_FIRST = RAM_BOUNCE_START,
    TO_SECTORS = 400,
    WORDS = SECTOR_BYTES / 4,
    /* A sector can make both methods use up all their tries, with a reset after each. */
    CALLS_A_SECTOR = 2 * 2 * DISK_TRIES,
    CALLS_BESIDE = 4,
};

static struct random random_state = {SEED};
static uint64_t round_state; /* with which the round in progress began; 0 between rounds */
static uint8_t before[FAKE_MEMORY_BYTES];

static uint32_t any(uint32_t below)
{
    return (uint32_t)random_below(&random_state, below);
}

static bool one_in(uint32_t chances)
{
    return any(chances) == 0;
}

static struct chs_geometry any_geometry(void)
{
    return (struct chs_geometry){
        .cylinders = (uint16_t)(1 + any(BIOS_DISK_CYLINDERS)),
        .heads = (uint16_t)(2 + any(255)),
        .sectors = (uint16_t)(1 + any(63)),
    };
}

static void break_drive(struct fake_disk *drive)
{
    drive->drive = one_in(4) ? (uint8_t)any(4) : (uint8_t)(0x80 + any(8));
    drive->edd = !one_in(3);
    drive->edd_spoils_dx = one_in(2);
    drive->edd_writes_at_ds = one_in(4);
    drive->edd_untouched = one_in(6);
    drive->edd_unanswered = one_in(6);
    drive->edd_without_packets = one_in(6);
    drive->real = any_geometry();
    drive->told = drive->real;
    drive->geometry_unknown = drive->drive >= BIOS_DISK_FIRST_HARD && one_in(8);
    drive->lba_fails = one_in(6);
    drive->chs_fails = one_in(12);
    drive->keeps_error = one_in(3);
    drive->reset_fails = one_in(3);
    drive->most_lba = one_in(3) ? 1 + any(127) : 0;
    drive->most_chs = one_in(3) ? 1 + any(63) : 0;
    drive->status = (uint8_t)any(256);
    if (drive->status == BIOS_DISK_CORRECTED) {
        drive->status = BIOS_DISK_CRC; /* the former says that the data has come */
    }
    drive->bad_lba = one_in(6) ? any(1000) : UINT32_MAX;
    drive->sectors = 200 + any(2000);
}

/* From a drive that fails now and then to one that does hardly anything right. */
static void write_script(struct fake_disk *drive)
{
    uint32_t good_chances = 1 + any(12);
    drive->script_length = any(FAKE_SCRIPT_CAPACITY);
    for (uint32_t i = 0; i < drive->script_length; i++) {
        drive->script[i] = one_in(good_chances) ? (uint8_t)any(READ_KINDS) : READ_GOOD;
    }
}

/* The sectors arrived, and every other byte outside the packet is as it was. */
static void check_memory(uint32_t lba, uint32_t count, uint32_t to)
{
    for (uint32_t i = 0; i < count * WORDS; i++) {
        uint32_t word = fake_sector_word(lba + i / WORDS, i % WORDS);
        assert_memory_equal(fake.memory + to + i * 4, &word, sizeof(word));
    }
}

static void check_nothing_beside(uint32_t count, uint32_t to)
{
    uint32_t end = to + count * SECTOR_BYTES;
    assert_memory_equal(fake.memory, before, BDA_SEGMENT * 16);
    assert_memory_equal(fake.memory + RAM_BIOS_BUFFER_END, before + RAM_BIOS_BUFFER_END,
                        to - RAM_BIOS_BUFFER_END);
    assert_memory_equal(fake.memory + end, before + end, FAKE_MEMORY_BYTES - end);
}

static bool check_request(struct disk *disk)
{
    uint32_t lba = any(300);
    uint32_t count = 1 + any(200);
    uint32_t to = TO_FIRST + any(TO_SECTORS) * SECTOR_BYTES;
    memcpy(before, fake.memory, sizeof(before));
    uint32_t calls = fake.calls;

    bool success = disk_read(disk, lba, count, to);
    assert_in_range(fake.calls - calls, 1, count * CALLS_A_SECTOR + CALLS_BESIDE);
    uint32_t arrived = count;
    if (!success) {
        assert_in_range(disk->failed_lba, lba, lba + count - 1);
        assert_non_null(disk_status_text(disk->status));
        arrived = disk->failed_lba - lba;
    }
    check_memory(lba, arrived, to);
    check_nothing_beside(count, to);
    assert_int_equal(disk->reads, fake.disk.reads);
    return success;
}

static void test_any_drive_any_answers(void **state)
{
    (void)state;
    uint32_t results[2] = {0, 0};
    for (uint32_t round = 0; round < ROUNDS; round++) {
        round_state = random_state.state;
        fake_start();
        break_drive(&fake.disk);
        write_script(&fake.disk);
        fake.clobbers = one_in(2);

        struct disk disk;
        if (!disk_open(&disk, fake.disk.drive)) {
            assert_true(fake.disk.geometry_unknown);
            continue;
        }
        for (uint32_t i = 0; i < REQUESTS; i++) {
            results[check_request(&disk)]++;
        }
        assert_null(fake.breach);
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
        struct chs_geometry geometry = any_geometry();
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
