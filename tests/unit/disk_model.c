/*
 * disk_model.c: a drawn drive, and what must be true of every read from it. See disk_model.h.
 */
#include "tests/unit/disk_model.h"

#include <string.h>

#include "common/image.h"
#include "common/pc/bios.h"
#include "gen/layout.h"
#include "stage2/real/disk.h"
#include "tests/unit/cmocka_headers.h"

enum {
    REQUESTS = 3, /* on one drive, one after the other */
    TO_FIRST = RAM_BOUNCE_START,
    TO_SECTORS = 400,
    WORDS = SECTOR_BYTES / 4,
    /* A sector can make both methods use up all their tries, with a reset after each. */
    CALLS_A_SECTOR = 2 * 2 * DISK_TRIES,
    CALLS_BESIDE = 4,
};

struct request {
    uint32_t lba, count, to;
};

static struct random *drawn;
static uint8_t before[FAKE_MEMORY_BYTES];

static uint32_t any(uint32_t below)
{
    return (uint32_t)random_below(drawn, below);
}

/* Not for 0: where a fuzzer's input has ended, the drive is healthy. */
static bool one_in(uint32_t chances)
{
    return any(chances) == chances - 1;
}

struct chs_geometry disk_model_geometry(struct random *random)
{
    drawn = random;
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
    drive->real = disk_model_geometry(drawn);
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

static bool check_request(struct disk *disk, const struct request *request)
{
    uint32_t lba = request->lba;
    uint32_t count = request->count;
    uint32_t to = request->to;
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

/* The requests are drawn first, since the script takes all that a fuzzer's input has. */
void disk_model_round(struct random *random, uint32_t results[2])
{
    struct request requests[REQUESTS];
    drawn = random;
    for (uint32_t i = 0; i < REQUESTS; i++) {
        requests[i].lba = any(300);
        requests[i].count = 1 + any(200);
        requests[i].to = TO_FIRST + any(TO_SECTORS) * SECTOR_BYTES;
    }
    fake_start();
    break_drive(&fake.disk);
    fake.clobbers = one_in(2);
    write_script(&fake.disk);

    struct disk disk;
    if (!disk_open(&disk, fake.disk.drive)) {
        assert_true(fake.disk.geometry_unknown);
        return;
    }
    for (uint32_t i = 0; i < REQUESTS; i++) {
        results[check_request(&disk, &requests[i])]++;
    }
    assert_null(fake.breach);
}
