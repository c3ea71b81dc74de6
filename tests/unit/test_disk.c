/*
 * test_disk.c: stage2/real/disk.c on drives and BIOSes that fail, each in its own way.
 *
 * Each test is named after the quirk that it plays; docs/references.md has the table of quirks. The
 * rules that hold in every test (64 KiB lines, whole packets, registers' upper halves, the drive's
 * own number) the fake machine watches over itself.
 */
#include <string.h>

#include "common/image.h"
#include "common/pc/bios.h"
#include "gen/layout.h"
#include "stage2/real/disk.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_bios.h"

enum {
    LBA = 96, /* where the kernel begins */
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

/* Opens the drive and reads `count` sectors, which must arrive, and nothing beside them. */
static void assert_reads(uint32_t count)
{
    assert_true(disk_open(&disk, fake.disk.drive));
    assert_true(disk_read(&disk, LBA, count, TO));
    assert_sectors(LBA, count, TO);
    assert_int_equal(fake.memory[TO - 1], 0xcc);
    assert_int_equal(fake.memory[TO + count * SECTOR_BYTES], 0xcc);
    assert_int_equal(disk.reads, fake.disk.reads);
}

static void assert_fails(uint32_t count, uint8_t status, uint32_t failed_lba)
{
    assert_true(disk_open(&disk, fake.disk.drive));
    assert_false(disk_read(&disk, LBA, count, TO));
    assert_int_equal(disk.status, status);
    assert_int_equal(disk.failed_lba, failed_lba);
    assert_in_range(fake.calls, 1, 64);
}

static void script(uint32_t length, enum fake_read kind)
{
    fake.disk.script_length = length;
    memset(fake.disk.script, (int)kind, length);
}

static void test_a_healthy_drive(void **state)
{
    (void)state;
    assert_reads(127);
    assert_int_equal(disk.method, DISK_LBA);
    assert_int_equal(disk.edd_version, 0x30);
    assert_int_equal(disk.reads, 1);
    assert_int_equal(disk.retries, 0);
    assert_int_equal(disk.heads, 0); /* not asked for */
    assert_int_equal(fake.calls, 2);
}

static void test_quirk_18_probe_spoils_the_drive_number(void **state)
{
    (void)state;
    fake.disk.edd_spoils_dx = true;
    assert_reads(8);
    assert_int_equal(disk.method, DISK_LBA);
}

static void test_quirk_19_probe_succeeds_without_packets(void **state)
{
    (void)state;
    fake.disk.edd = false;
    fake.disk.edd_without_packets = true;
    assert_reads(8);
    assert_int_equal(disk.method, DISK_CHS);
    assert_int_equal(fake.disk.lba_reads, 0);
}

static void test_quirk_19_probe_succeeds_without_answer(void **state)
{
    (void)state;
    fake.disk.edd = false;
    fake.disk.edd_unanswered = true;
    assert_reads(8);
    assert_int_equal(disk.method, DISK_CHS);
    assert_int_equal(fake.disk.lba_reads, 0);
}

static void test_quirk_19_probe_fails_with_answer_and_packets(void **state)
{
    (void)state;
    fake.disk.edd = false;
    fake.disk.edd_answers_and_fails = true;
    assert_reads(8);
    assert_int_equal(disk.method, DISK_CHS);
    assert_int_equal(fake.disk.lba_reads, 0);
}

static void test_quirk_20_probe_returns_everything_as_it_was(void **state)
{
    (void)state;
    fake.disk.edd = false;
    fake.disk.edd_untouched = true;
    assert_reads(8);
    assert_int_equal(disk.method, DISK_CHS);
    assert_int_equal(disk.edd_version, 0);
}

static void test_quirk_21_probe_writes_through_ds(void **state)
{
    (void)state;
    fake.disk.edd_writes_at_ds = true;
    assert_reads(8);
    for (uint32_t i = 0; i < RAM_IVT_END; i++) {
        assert_int_equal(fake.memory[i], 0xcc); /* no interrupt vector has been overwritten */
    }
}

static void test_quirk_23_edd_announced_but_reads_fail(void **state)
{
    (void)state;
    fake.disk.lba_fails = true;
    assert_reads(100);
    assert_int_equal(disk.method, DISK_CHS);
    assert_int_equal(fake.disk.lba_reads, DISK_TRIES);
    uint32_t before = fake.disk.lba_reads;
    assert_true(disk_read(&disk, LBA + 100, 20, TO));
    assert_sectors(LBA + 100, 20, TO);
    assert_int_equal(fake.disk.lba_reads, before); /* what has failed is not tried again */
}

/* EDD is not even asked for, whichever Shift it is; other keys and locks change nothing. */
static void test_quirk_24_shift_forces_chs(void **state)
{
    (void)state;
    for (uint32_t flags = 0; flags <= UINT8_MAX; flags++) {
        fake_start();
        fake.memory[BDA_SEGMENT * 16 + 0x17] = (uint8_t)flags;
        assert_reads(127);
        bool shift = flags & 3;
        assert_int_equal(disk.method, shift ? DISK_CHS : DISK_LBA);
        assert_int_equal(fake.disk.lba_reads, !shift);
    }
}

static void test_quirk_25_no_more_than_127_sectors_a_call(void **state)
{
    (void)state;
    fake.disk.most_lba = 127;
    assert_reads(128);
    assert_int_equal(fake.disk.largest_read, 127);
    assert_int_equal(disk.reads, 2);
    assert_int_equal(disk.retries, 0);
}

static void test_quirk_26_no_transfer_over_a_64_kib_line(void **state)
{
    (void)state;
    uint32_t line = 0x20000;
    assert_true(disk_open(&disk, fake.disk.drive));
    for (uint32_t before = 1; before < 128; before += 13) {
        fake.disk.reads = 0;
        assert_true(disk_read(&disk, LBA, 128, line - before * SECTOR_BYTES));
        assert_sectors(LBA, 128, line - before * SECTOR_BYTES);
        assert_int_equal(fake.disk.reads, 2);
    }
}

static void test_quirk_26_by_chs_neither(void **state)
{
    (void)state;
    fake.disk.edd = false;
    assert_true(disk_open(&disk, fake.disk.drive));
    assert_true(disk_read(&disk, LBA, 128, 0x20000 - 5 * SECTOR_BYTES));
    assert_sectors(LBA, 128, 0x20000 - 5 * SECTOR_BYTES);
}

static void test_quirk_27_packet_is_spoilt_by_every_call(void **state)
{
    (void)state;
    script(4, READ_PACKET_SPOILT);
    assert_true(disk_open(&disk, fake.disk.drive));
    for (uint32_t i = 0; i < 4; i++) {
        assert_true(disk_read(&disk, LBA + i * 8, 8, TO + i * 8 * SECTOR_BYTES));
    }
    assert_sectors(LBA, 32, TO);
    assert_int_equal(disk.retries, 0);
}

static void test_quirk_27_packet_counts_wildly(void **state)
{
    (void)state;
    script(1, READ_COUNT_WILD);
    assert_reads(8);
    assert_int_equal(disk.retries, 0);
}

static void test_quirk_27_fewer_sectors_than_asked_for(void **state)
{
    (void)state;
    script(2, READ_SHORT);
    assert_reads(100);
    assert_int_equal(disk.retries, 2);
    assert_int_equal(disk.status, DISK_STATUS_SHORT);
}

static void test_quirk_27_success_that_moves_nothing(void **state)
{
    (void)state;
    script(2, READ_NOTHING);
    assert_reads(100);
    assert_int_equal(disk.retries, 2);
}

static void test_quirk_28_packet_lies_aligned_in_one_segment(void **state)
{
    (void)state;
    assert_reads(1);
    assert_int_equal(RAM_BIOS_BUFFER_START % 16, 0);
    assert_int_equal(fake.memory[RAM_BIOS_BUFFER_START], 16);
}

static void test_quirk_29_error_goes_away_by_itself(void **state)
{
    (void)state;
    for (uint32_t errors = 1; errors < DISK_TRIES; errors++) {
        fake_start();
        script(errors, READ_ERROR);
        assert_reads(100);
        assert_int_equal(disk.method, DISK_LBA);
        assert_int_equal(disk.retries, errors);
        assert_int_equal(fake.disk.resets, errors);
        /* The first three tries are for the same sectors; only then fewer are asked for. */
        assert_int_equal(disk.most_sectors == DISK_MOST_SECTORS, errors < DISK_TRIES / 2);
    }
}

static void test_quirk_29_error_stays_until_a_reset(void **state)
{
    (void)state;
    fake.disk.keeps_error = true;
    script(1, READ_ERROR);
    assert_reads(8);
    assert_int_equal(disk.retries, 1);
}

static void test_quirk_29_no_reset_without_a_medium(void **state)
{
    (void)state;
    fake.disk.status = BIOS_DISK_NO_MEDIUM;
    script(2, READ_ERROR);
    assert_reads(8);
    assert_int_equal(fake.disk.resets, 0);
}

static void test_status_is_that_of_the_read_and_not_of_the_reset(void **state)
{
    (void)state;
    fake.disk.reset_fails = true;
    fake.disk.status = BIOS_DISK_CRC;
    fake.disk.bad_lba = LBA + 40;
    assert_fails(100, BIOS_DISK_CRC, LBA + 40);
    assert_int_equal(fake.disk.reads, disk.reads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAKE_TEST(test_a_healthy_drive),
        FAKE_TEST(test_quirk_18_probe_spoils_the_drive_number),
        FAKE_TEST(test_quirk_19_probe_succeeds_without_packets),
        FAKE_TEST(test_quirk_19_probe_succeeds_without_answer),
        FAKE_TEST(test_quirk_19_probe_fails_with_answer_and_packets),
        FAKE_TEST(test_quirk_20_probe_returns_everything_as_it_was),
        FAKE_TEST(test_quirk_21_probe_writes_through_ds),
        FAKE_TEST(test_quirk_23_edd_announced_but_reads_fail),
        FAKE_TEST(test_quirk_24_shift_forces_chs),
        FAKE_TEST(test_quirk_25_no_more_than_127_sectors_a_call),
        FAKE_TEST(test_quirk_26_no_transfer_over_a_64_kib_line),
        FAKE_TEST(test_quirk_26_by_chs_neither),
        FAKE_TEST(test_quirk_27_packet_is_spoilt_by_every_call),
        FAKE_TEST(test_quirk_27_packet_counts_wildly),
        FAKE_TEST(test_quirk_27_fewer_sectors_than_asked_for),
        FAKE_TEST(test_quirk_27_success_that_moves_nothing),
        FAKE_TEST(test_quirk_28_packet_lies_aligned_in_one_segment),
        FAKE_TEST(test_quirk_29_error_goes_away_by_itself),
        FAKE_TEST(test_quirk_29_error_stays_until_a_reset),
        FAKE_TEST(test_quirk_29_no_reset_without_a_medium),
        FAKE_TEST(test_status_is_that_of_the_read_and_not_of_the_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
