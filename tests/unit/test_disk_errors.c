/*
 * test_disk_errors.c: stage2/real/disk.c on drives that stay in error, report nonsense or speak CHS
 * in strange geometries; more of test_disk.c.
 */
#include <string.h>

#include "common/image.h"
#include "common/pc/bios.h"
#include "gen/layout.h"
#include "stage2/real/disk.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_bios.h"

enum {
    LBA = 96,
    TO = RAM_BOUNCE_START,
    WORDS = SECTOR_BYTES / 4,
};

static struct disk disk;

static void assert_sectors(uint32_t lba, uint32_t count, uint32_t to)
{
    for (uint32_t i = 0; i < count * WORDS; i++) {
        uint32_t word;
        memcpy(&word, fake.memory + to + i * 4, 4);
        assert_int_equal(word, fake_sector_word(lba + i / WORDS, i % WORDS));
    }
}

static void assert_reads(uint32_t lba, uint32_t count)
{
    assert_true(disk_open(&disk, fake.disk.drive));
    assert_true(disk_read(&disk, lba, count, TO));
    assert_sectors(lba, count, TO);
    assert_int_equal(disk.reads, fake.disk.reads);
}

static void script(uint32_t length, enum fake_read kind)
{
    fake.disk.script_length = length;
    memset(fake.disk.script, (int)kind, length);
}

static void use_chs(uint16_t cylinders, uint16_t heads, uint16_t sectors)
{
    fake.disk.edd = false;
    fake.disk.real = (struct chs_geometry){cylinders, heads, sectors};
    fake.disk.told = fake.disk.real;
    fake.disk.sectors = UINT32_MAX;
}

static void test_quirk_30_works_only_with_small_transfers(void **state)
{
    (void)state;
    for (uint32_t most = 1; most <= 127; most++) {
        fake_start();
        fake.disk.most_lba = most;
        fake.disk.most_chs = most;
        assert_reads(LBA, 127);
    }
}

static void test_quirk_30_by_one_method_alone(void **state)
{
    (void)state;
    for (uint32_t most = 1; most <= 127; most++) {
        fake_start();
        fake.disk.geometry_unknown = true;
        fake.disk.most_lba = most;
        assert_reads(LBA, 127);
        fake_start();
        fake.disk.edd = false;
        fake.disk.most_chs = most;
        assert_reads(LBA, 127);
    }
}

static void test_quirk_30_what_works_is_kept(void **state)
{
    (void)state;
    fake.disk.most_lba = 64;
    assert_reads(LBA, 127);
    assert_int_equal(disk.method, DISK_LBA);
    uint32_t retries = disk.retries;
    assert_true(disk_read(&disk, LBA, 127, TO));
    assert_int_equal(disk.retries, retries);
    assert_int_equal(disk.most_sectors, 63);
}

static void test_quirk_31_failure_without_a_number(void **state)
{
    (void)state;
    script(2, READ_ERROR_UNNUMBERED);
    assert_reads(LBA, 100);
    assert_int_equal(disk.retries, 2);
    fake_start();
    fake.disk.geometry_unknown = true;
    script(DISK_TRIES, READ_ERROR_UNNUMBERED);
    assert_true(disk_open(&disk, fake.disk.drive));
    assert_false(disk_read(&disk, LBA, 1, TO));
    assert_int_equal(disk.status, BIOS_DISK_NO_REASON);
    assert_string_equal(disk_status_text(disk.status), "failed without a reason");
}

static void test_quirk_31_success_with_a_number(void **state)
{
    (void)state;
    script(1, READ_GOOD_WITH_NUMBER);
    assert_reads(LBA, 100);
    assert_int_equal(disk.reads, 1);
}

static void test_quirk_31_corrected_data_is_good(void **state)
{
    (void)state;
    script(1, READ_CORRECTED);
    assert_reads(LBA, 100);
    assert_int_equal(disk.reads, 1);
    use_chs(1024, 16, 63);
    script(1, READ_CORRECTED);
    fake.disk.reads = 0;
    assert_reads(0, 63);
    assert_int_equal(disk.reads, 1);
}

static void test_quirk_32_no_medium(void **state)
{
    (void)state;
    const uint8_t statuses[] = {BIOS_DISK_NO_MEDIUM, BIOS_DISK_TIMEOUT, BIOS_DISK_CONTROLLER};
    const char *const texts[] = {"no medium in the drive", "no answer in time, or no medium",
                                 "controller failed"};
    for (size_t i = 0; i < ARRAY_LENGTH(statuses); i++) {
        fake_start();
        fake.disk.status = statuses[i];
        fake.disk.sectors = 0;
        assert_true(disk_open(&disk, fake.disk.drive));
        assert_false(disk_read(&disk, LBA, 100, TO));
        assert_int_equal(disk.status, statuses[i]);
        assert_int_equal(disk.failed_lba, LBA);
        assert_int_equal(disk.reads, 2 * DISK_TRIES);
        assert_int_equal(disk.retries, 2 * (DISK_TRIES - 1));
        assert_string_equal(disk_status_text(disk.status), texts[i]);
    }
}

static void test_quirk_33_every_register_clobbered(void **state)
{
    (void)state;
    fake.clobbers = true;
    script(1, READ_ERROR);
    assert_reads(LBA, 127);
    assert_int_equal(disk.method, DISK_LBA);
    assert_int_equal(disk.retries, 1);
    fake_start();
    fake.clobbers = true;
    fake.disk.lba_fails = true;
    assert_reads(LBA, 127);
    assert_int_equal(disk.method, DISK_CHS);
}

static void test_quirk_37_impossible_geometry(void **state)
{
    (void)state;
    const struct chs_geometry cases[] = {{1, 1, 0}, {1, 1, 63}, {1024, 16, 0}, {1, 256, 0}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        fake_start();
        fake.disk.edd = false;
        fake.disk.told = cases[i];
        assert_false(disk_open(&disk, fake.disk.drive));
        assert_int_equal(disk.status, DISK_STATUS_GEOMETRY);
        assert_string_equal(disk_status_text(disk.status), "impossible disk geometry");
    }
}

static void test_quirk_37_geometry_refused(void **state)
{
    (void)state;
    fake.disk.edd = false;
    fake.disk.geometry_unknown = true;
    assert_false(disk_open(&disk, fake.disk.drive));
    assert_int_equal(disk.status, BIOS_DISK_BAD_PARAMETER);
}

static void test_quirk_37_sector_beyond_cylinder_1023(void **state)
{
    (void)state;
    use_chs(1024, 2, 4);
    assert_reads(1024 * 2 * 4 - 1, 1);
    assert_false(disk_read(&disk, 1024 * 2 * 4 - 1, 2, TO));
    assert_int_equal(disk.status, DISK_STATUS_BEYOND);
    assert_int_equal(disk.failed_lba, 1024 * 2 * 4);
    assert_false(disk_read(&disk, UINT32_MAX, 1, TO));
    assert_int_equal(disk.status, DISK_STATUS_BEYOND);
}

/* Where CHS cannot name the sectors, the status stays that of the read by LBA. */
static void test_quirk_37_lba_fails_beyond_cylinder_1023(void **state)
{
    (void)state;
    fake.disk.told = (struct chs_geometry){1024, 2, 4};
    fake.disk.lba_fails = true;
    assert_true(disk_open(&disk, fake.disk.drive));
    assert_false(disk_read(&disk, 1024 * 2 * 4, 1, TO));
    assert_int_equal(disk.status, BIOS_DISK_SECTOR_NOT_FOUND);
    assert_int_equal(fake.disk.chs_reads, 0);
}

static void test_quirk_38_every_translation(void **state)
{
    (void)state;
    const struct chs_geometry cases[] = {{1024, 255, 63}, {1024, 256, 63}, {16, 64, 32},
                                         {1024, 16, 63},  {80, 2, 18},     {1024, 2, 1},
                                         {1024, 240, 63}, {977, 5, 17}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        fake_start();
        use_chs(cases[i].cylinders, cases[i].heads, cases[i].sectors);
        assert_reads(LBA, 127);
        assert_int_equal(disk.method, DISK_CHS);
        assert_int_equal(disk.retries, 0);
        assert_int_equal(disk.cylinders, cases[i].cylinders);
        assert_int_equal(disk.heads, cases[i].heads);
        assert_int_equal(disk.sectors, cases[i].sectors);
    }
}

static void test_quirk_39_floppy_without_geometry(void **state)
{
    (void)state;
    use_chs(80, 2, 18);
    fake.disk.drive = 0x00;
    fake.disk.geometry_unknown = true;
    assert_reads(LBA, 127);
    assert_int_equal(disk.sectors, 18);
}

/* Firmware that takes the end of a track from its table, which tells of another medium: a read that
 * goes beyond fails, until it is one of a single sector. */
static void test_quirk_39_table_of_a_smaller_medium(void **state)
{
    (void)state;
    const uint32_t ends[] = {1, 8, 9, 15, 17};
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
        fake_start();
        use_chs(80, 2, 18);
        fake.disk.table_sectors = ends[i];
        assert_reads(LBA, 127);
        assert_in_range(disk.retries, 1, 2 * DISK_TRIES);
    }
}

static void test_quirk_39_first_read_finds_the_medium_changed(void **state)
{
    (void)state;
    use_chs(80, 2, 18);
    fake.disk.drive = 0x00;
    fake.disk.status = BIOS_DISK_CHANGED;
    script(1, READ_ERROR);
    assert_reads(LBA, 127);
    assert_int_equal(disk.retries, 1);
    assert_int_equal(disk.status, BIOS_DISK_CHANGED);
}

/* 127 sectors from 96 on, 18 a track: the rest of a track, six whole ones, and a piece. */
static void test_quirk_40_one_track_a_call(void **state)
{
    (void)state;
    use_chs(80, 2, 18);
    assert_reads(LBA, 127);
    assert_int_equal(disk.reads, 8);
    assert_int_equal(fake.disk.largest_read, 18);
}

static void test_quirk_43_lba_beyond_16_bits(void **state)
{
    (void)state;
    fake.disk.sectors = UINT32_MAX;
    fake.clobbers = true;
    assert_reads(0x12345678, 100);
    assert_int_equal(disk.method, DISK_LBA);
}

static void test_bad_sector_is_named(void **state)
{
    (void)state;
    for (uint32_t bad = LBA; bad < LBA + 127; bad++) {
        fake_start();
        fake.disk.bad_lba = bad;
        assert_true(disk_open(&disk, fake.disk.drive));
        assert_false(disk_read(&disk, LBA, 127, TO));
        assert_int_equal(disk.failed_lba, bad);
        assert_sectors(LBA, bad - LBA, TO); /* what lies before it has arrived */
    }
}

static void test_impossible_requests_make_no_call(void **state)
{
    (void)state;
    assert_true(disk_open(&disk, fake.disk.drive));
    uint32_t calls = fake.calls;
    assert_true(disk_read(&disk, LBA, 0, TO));
    assert_false(disk_read(&disk, LBA, 1, TO + 1));
    assert_false(disk_read(&disk, LBA, 2, 0x100000 - SECTOR_BYTES));
    assert_false(disk_read(&disk, LBA, 1, 0x100000));
    assert_false(disk_read(&disk, LBA, UINT32_MAX, TO));
    assert_false(disk_read(&disk, LBA, 1, UINT32_MAX - SECTOR_BYTES + 1));
    assert_int_equal(disk.status, BIOS_DISK_BAD_PARAMETER);
    assert_int_equal(fake.calls, calls);
}

static void test_every_status_has_words(void **state)
{
    (void)state;
    for (uint32_t status = 0; status <= UINT8_MAX; status++) {
        assert_in_range(strlen(disk_status_text((uint8_t)status)), 8, 40);
    }
    assert_string_equal(disk_status_text(BIOS_DISK_SECTOR_NOT_FOUND), "sector not found");
    assert_string_equal(disk_status_text(0x99), "unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAKE_TEST(test_quirk_30_works_only_with_small_transfers),
        FAKE_TEST(test_quirk_30_by_one_method_alone),
        FAKE_TEST(test_quirk_30_what_works_is_kept),
        FAKE_TEST(test_quirk_31_failure_without_a_number),
        FAKE_TEST(test_quirk_31_success_with_a_number),
        FAKE_TEST(test_quirk_31_corrected_data_is_good),
        FAKE_TEST(test_quirk_32_no_medium),
        FAKE_TEST(test_quirk_33_every_register_clobbered),
        FAKE_TEST(test_quirk_37_impossible_geometry),
        FAKE_TEST(test_quirk_37_geometry_refused),
        FAKE_TEST(test_quirk_37_sector_beyond_cylinder_1023),
        FAKE_TEST(test_quirk_37_lba_fails_beyond_cylinder_1023),
        FAKE_TEST(test_quirk_38_every_translation),
        FAKE_TEST(test_quirk_39_floppy_without_geometry),
        FAKE_TEST(test_quirk_39_table_of_a_smaller_medium),
        FAKE_TEST(test_quirk_39_first_read_finds_the_medium_changed),
        FAKE_TEST(test_quirk_40_one_track_a_call),
        FAKE_TEST(test_quirk_43_lba_beyond_16_bits),
        FAKE_TEST(test_bad_sector_is_named),
        FAKE_TEST(test_impossible_requests_make_no_call),
        FAKE_TEST(test_every_status_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
