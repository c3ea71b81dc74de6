/*
 * test_check.c: the image linter against every kind of damage.
 *
 * Each case changes some bytes of a sound image and names all that the linter has to say then; '*'
 * stands for sums and CRCs that a change makes. Rows 02-1 and 02-12.
 */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "mkimage/image.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/image_parts.h"
#include "tests/unit/layout_text.h"
#include "tests/unit/random.h"

enum {
    TABLE_AT = 446,
    ENTRY_BYTES = 16,
    STAGE2_AT = 32 * 512,
    STAGE2_PADDED = 1024,
    KERNEL_AT = 96 * 512,
    KERNEL_PADDED = 18 * 512,
    IMAGE_READ = KERNEL_AT + KERNEL_PADDED,
};

static struct image_parts parts;
static struct image image;

/* The sound image, made once; every test puts back what it changed. */
static int image_make(void **state)
{
    (void)state;
    image_parts_make(&parts);
    image_parts_lay(&parts, &image);
    return 0;
}

static int image_free(void **state)
{
    (void)state;
    free(image.bytes);
    return 0;
}

/* Lints a file of `size` bytes of which `count` were read. */
static char *lint(size_t count, uint64_t size, unsigned *found)
{
    struct findings findings = {0};
    const struct image_view view = {
        .file = "img", .bytes = image.bytes, .count = count, .size = size};
    image_check(&view, &parts.layout, &findings);
    *found = findings.count;
    return findings_text(&findings);
}

static void assert_lint(const char *expected)
{
    unsigned found;
    char *text = lint(image.count, image.size, &found);
    if (fnmatch(expected, text, FNM_NOESCAPE) != 0) {
        assert_string_equal(text, expected); /* prints both */
    }
    free(text);
}

struct damage {
    const char *name;
    size_t offset;
    size_t count;
    const char *bytes;
    const char *expected;
};

#define BYTES(text) sizeof(text) - 1, text

#define NO_VARIANT                                                                                 \
    "img: boot sector: its first byte, its BPB's sectors and heads, and the entry that is active " \
    "are of no variant together\n"
#define ID_WRONG  "img: build ID: the headers have *, but their files make *\n"
#define SUM_WRONG "img: stage2: its words add up to 0x*, not to 0\n"
#define CRC_WRONG "img: kernel: its CRC-32C is *, but stage2 expects *\n"

static const struct damage damages[] = {
    {"none", 0, BYTES(""), ""},

    /* The disk signature and the two bytes after it belong to whoever wants them (quirk 13). */
    {"disk_signature", 440, BYTES("\x01\x02\x03\x04\x05\x06"), ""},

    /* --- sector 0 */
    {"magic", 510, BYTES("\x00\x00"), "img: boot sector: ends 00 00, not 55 AA\n"},
    {"first_byte", 0, BYTES("\x33"),
     "img: boot sector: begins 33 58 90, neither EB xx 90 nor 33 C0 EB\n"},
    {"jump_into_window", 1, BYTES("\x10"),
     "img: boot sector: jumps to byte 18, into the BPB window that ends at byte 90\n"},
    {"sector_bytes", 11, BYTES("\x00\x08"),
     "img: boot sector: BPB tells 2048 bytes per sector, not 512\n"},
    {"media_byte", 0x15, BYTES("\xf0"),
     "img: boot sector: byte 0x15 of the BPB window is 0xf0, not zero\n"},
    {"sectors", 0x18, BYTES("\x3f"), NO_VARIANT},
    {"heads", 0x1a, BYTES("\x40"), NO_VARIANT},
    {"fat_name", 0x36, BYTES("\x46\x41\x54"),
     "img: boot sector: byte 0x36 of the BPB window is 0x46, not zero\n"},
    {"sectors_of_stage2_none", 438, BYTES("\x00\x00"),
     "img: stage1 header: reads 0 sectors of stage2; it has 1 to 64\n"},
    {"sectors_of_stage2_too_many", 438, BYTES("\x41\x00"),
     "img: stage1 header: reads 65 sectors of stage2; it has 1 to 64\n"},
    {"sectors_of_stage2_other", 438, BYTES("\x03\x00"),
     "img: stage2: its header tells 1024 bytes, but stage1 reads 1536\n" ID_WRONG},
    {"sectors_of_stage2_most", 438, BYTES("\x40\x00"),
     "img: stage2: its header tells 1024 bytes, but stage1 reads 32768\n" ID_WRONG},
    {"sectors_of_stage2_least", 438, BYTES("\x01\x00"),
     "img: stage2: its header tells 1024 bytes, but stage1 reads 512\n" SUM_WRONG ID_WRONG
     "img: sector 33: not empty, though nothing belongs there\n"},
    {"magic_expected_by_stage1", 430, BYTES("\x42"),
     "img: stage1: wants stage2 to begin with 0x32435342, not with its magic 0x32435341\n"},
    {"stage1_build_id", 434, BYTES("\x01\x00\x00\x00"),
     "img: build ID: stage1 has 00000001, stage2 ????????, the kernel ????????\n"},

    /* --- the partition table */
    {"no_active_entry", TABLE_AT, BYTES("\x00"),
     "img: partition table: entry 1 is neither active nor empty\n"
     "img: partition table: no active entry\n"},
    {"two_active_entries", TABLE_AT + 2 * ENTRY_BYTES, BYTES("\x80"),
     "img: partition table: two active entries (1 and 3)\n"},
    {"status_odd", TABLE_AT, BYTES("\x81"),
     "img: partition table: entry 1: status 0x81 is neither 0x00 nor 0x80\n"
     "img: partition table: no active entry\n"},
    {"second_entry", TABLE_AT + ENTRY_BYTES + 4, BYTES("\x0c"),
     "img: partition table: entry 2 is neither active nor empty\n"},
    {"type", TABLE_AT + 4, BYTES("\x0c"), "img: partition table: entry 1: type 0x0c, not 0xda\n"},
    {"first_chs_zero", TABLE_AT + 1, BYTES("\x00\x00\x00"),
     "img: partition table: entry 1: CHS of its first sector is 00 00 00, not 01 01 00\n"},
    {"last_chs_zero", TABLE_AT + 5, BYTES("\x00\x00\x00"),
     "img: partition table: entry 1: CHS of its last sector is 00 00 00, not 3F 20 0F\n"},
    {"first_lba", TABLE_AT + 8, BYTES("\x3f"),
     "img: partition table: entry 1 begins at sector 63, not 32\n"
     "img: partition table: entry 1 ends at sector 32799, but the image at 32768\n"
     "img: partition table: entry 1: CHS of its first sector is 01 01 00, not 01 20 00\n"
     "img: partition table: entry 1: CHS of its last sector is 3F 20 0F, not 00 1F 10\n"},
    {"size_zero", TABLE_AT + 12, BYTES("\x00\x00\x00\x00"),
     "img: partition table: entry 1 ends at sector 32, but the image at 32768\n"},
    {"size_too_large", TABLE_AT + 12, BYTES("\xff\xff\xff\xff"),
     "img: partition table: entry 1 ends at sector 4294967327, but the image at 32768\n"
     "img: partition table: entry 1: CHS of its last sector is 3F 20 0F, not FE FF FF\n"},
    {"table_empty", TABLE_AT,
     BYTES("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
     "img: partition table: no active entry\n"},

    /* --- stage2 */
    {"stage2_magic", STAGE2_AT, BYTES("\x42"),
     "img: stage2: begins with 0x32435342, not with its magic 0x32435341\n"},
    {"stage2_byte", STAGE2_AT + 500, BYTES("\x00"), SUM_WRONG ID_WRONG},
    {"stage2_last_byte", STAGE2_AT + STAGE2_PADDED - 1, BYTES("\x01"), SUM_WRONG ID_WRONG},
    {"stage2_build_id", STAGE2_AT + 4, BYTES("\x00\x00\x00\x00"),
     SUM_WRONG "img: build ID: stage1 has ????????, stage2 00000000, the kernel ????????\n"},
    {"stage2_length", STAGE2_AT + 8, BYTES("\x00\x06\x00\x00"),
     "img: stage2: its header tells 1536 bytes, but stage1 reads 1024\n" SUM_WRONG},
    {"stage2_sum", STAGE2_AT + 12, BYTES("\x00\x00\x00\x00"), SUM_WRONG},
    {"kernel_lba", STAGE2_AT + 16, BYTES("\x61\x00\x00\x00"),
     SUM_WRONG "img: stage2: looks for the kernel at sector 97; the layout says 96\n"},
    {"kernel_length_odd", STAGE2_AT + 20, BYTES("\x01\x02\x00\x00"),
     SUM_WRONG "img: stage2: tells 513 bytes of kernel, not whole sectors\n"},
    {"kernel_length_none", STAGE2_AT + 20, BYTES("\x00\x00\x00\x00"),
     SUM_WRONG "img: stage2: tells 0 bytes of kernel, not whole sectors\n"},
    {"kernel_length_huge", STAGE2_AT + 20, BYTES("\x00\xfe\xff\xff"),
     SUM_WRONG "img: kernel: the file ends before the kernel's 4294966784 bytes do\n"},
    {"kernel_length_other", STAGE2_AT + 20, BYTES("\x00\x02\x00\x00"),
     SUM_WRONG "img: kernel header: tells 9216 bytes, but stage2 reads 512\n" CRC_WRONG ID_WRONG
               "img: sector 97: not empty, though nothing belongs there\n"},
    {"kernel_memory", STAGE2_AT + 24, BYTES("\x00\x60\x00\x00"),
     SUM_WRONG "img: kernel header: takes 20480 bytes of memory, but stage2 reserves 24576\n"},
    {"kernel_crc", STAGE2_AT + 28, BYTES("\x00\x00\x00\x00"),
     SUM_WRONG "img: kernel: its CRC-32C is *, but stage2 expects 00000000\n"},

    /* --- the kernel */
    {"kernel_magic", KERNEL_AT, BYTES("\x42"),
     "img: kernel begins with 0x4b435342, not with its magic 0x4b435341\n" CRC_WRONG ID_WRONG},
    {"kernel_byte", KERNEL_AT + 5000, BYTES("\x00"), CRC_WRONG ID_WRONG},
    {"kernel_last_byte", IMAGE_READ - 1, BYTES("\x01"), CRC_WRONG ID_WRONG},
    {"kernel_build_id", KERNEL_AT + 4, BYTES("\x00\x00\x00\x00"),
     CRC_WRONG "img: build ID: stage1 has ????????, stage2 ????????, the kernel 00000000\n"},
    {"kernel_file_bytes", KERNEL_AT + 8, BYTES("\x00\x00\x00\x00"),
     "img: kernel header: tells 0 bytes, but stage2 reads 9216\n" CRC_WRONG},
    {"kernel_entry", KERNEL_AT + 16, BYTES("\x01"),
     "img: kernel header: entry 0xffffffff80001001 is not the first byte of .text, "
     "0xffffffff80001000\n" CRC_WRONG ID_WRONG},

    /* --- where nothing belongs */
    {"byte_behind_sector_0", 512, BYTES("\x01"),
     "img: sector 1: not empty, though nothing belongs there\n"},
    {"byte_before_stage2", STAGE2_AT - 1, BYTES("\x01"),
     "img: sector 31: not empty, though nothing belongs there\n"},
    {"byte_behind_stage2", STAGE2_AT + STAGE2_PADDED, BYTES("\x01"),
     "img: sector 34: not empty, though nothing belongs there\n"},
};

static void test_damage(void **state)
{
    const struct damage *damage = *state;
    uint8_t sound[ENTRY_BYTES];
    memcpy(sound, image.bytes + damage->offset, damage->count);
    memcpy(image.bytes + damage->offset, damage->bytes, damage->count);
    assert_lint(damage->expected);
    memcpy(image.bytes + damage->offset, sound, damage->count);
}

/* All four entries active, and three of them: numbers in words. */
static void test_many_active_entries(void **state)
{
    (void)state;
    for (unsigned index = 1; index < 4; index++) {
        image.bytes[TABLE_AT + index * ENTRY_BYTES] = 0x80;
    }
    assert_lint("img: partition table: four active entries (1, 2, 3 and 4)\n");
    image.bytes[TABLE_AT + 2 * ENTRY_BYTES] = 0;
    assert_lint("img: partition table: three active entries (1, 2 and 4)\n");
    image.bytes[TABLE_AT + ENTRY_BYTES] = 0;
    image.bytes[TABLE_AT + 3 * ENTRY_BYTES] = 0;
    assert_lint("");
}

/* The one active entry is the first or, for firmware that looks there (quirk 9), the fourth. */
static void test_active_entry_elsewhere(void **state)
{
    (void)state;
    uint8_t *table = image.bytes + TABLE_AT;
    for (unsigned index = 1; index < 4; index++) {
        memcpy(table + index * ENTRY_BYTES, table, ENTRY_BYTES);
        memset(table, 0, ENTRY_BYTES);
        assert_lint(index == 3 ? "" : NO_VARIANT);
        memcpy(table, table + index * ENTRY_BYTES, ENTRY_BYTES);
        memset(table + index * ENTRY_BYTES, 0, ENTRY_BYTES);
    }
}

/* A file that is not as long as it should be: what is missing, and no byte read beyond its end. */
static void test_lengths(void **state)
{
    (void)state;
#define ENDS "img: partition table: entry 1 ends at sector 32768, but the image at "
    static const struct {
        size_t count;
        uint64_t size;
        const char *expected;
    } cases[] = {
        {0, 0, "img: size: 0 bytes, less than one sector\n"},
        {511, 511, "img: size: 511 bytes, less than one sector\n"},
        {512, 512,
         "img: size: 512 bytes, less than the 16777216 of the smallest image\n" ENDS "1\n"
         "img: stage2: the file ends before sector 34\n"},
        {STAGE2_AT + 512, STAGE2_AT + 512,
         "img: size: 16896 bytes, less than the 16777216 of the smallest image\n" ENDS "33\n"
         "img: stage2: the file ends before sector 34\n"},
        {IMAGE_READ - 512, IMAGE_READ - 512,
         "img: size: 57856 bytes, less than the 16777216 of the smallest image\n" ENDS "113\n"
         "img: kernel: the file ends before the kernel's 9216 bytes do\n"},
        {IMAGE_READ, (16 << 20) - 512,
         "img: size: 16776704 bytes, less than the 16777216 of the smallest image\n" ENDS
         "32767\n"},
        {IMAGE_READ, (16 << 20) + 1, "img: size: 16777217 bytes are not whole sectors\n"},
        {IMAGE_READ, 24 << 20,
         "img: size: 25165824 bytes are not a power of two, as SD cards need\n" ENDS "49152\n"},
        {IMAGE_READ, 256 << 20, ENDS "524288\n"},
        {IMAGE_READ, 1ull << 40,
         "img: size: 1099511627776 bytes, more than the 268435456 of the largest image\n" ENDS
         "2147483648\n"},
    };
    for (size_t index = 0; index < ARRAY_LENGTH(cases); index++) {
        unsigned found;
        char *text = lint(cases[index].count, cases[index].size, &found);
        assert_string_equal(text, cases[index].expected);
        free(text);
    }
}

/* True for the bytes of an image that no check covers: stage1's own code and data, and the disk
 * signature. Stage1 cannot check itself, and the build ID does not cover it. */
static bool is_free(size_t offset)
{
    bool code = offset >= STAGE1_BPB_END && offset < STAGE1_EXPECTED_OFFSET;
    bool name = offset >= 3 && offset < 0x0b;
    return code || name || (offset >= 440 && offset < TABLE_AT);
}

/* Every byte of sector 0 and of the headers, and a sample of all others, changed to anything. */
static void test_every_byte_counts(void **state)
{
    (void)state;
    enum { STEP = 7, HEADER = 64 };
    struct random random = {.state = 3};
    for (size_t offset = 0; offset < image.count; offset++) {
        bool in_header = offset < 512 || (offset >= STAGE2_AT && offset < STAGE2_AT + HEADER) ||
                         (offset >= KERNEL_AT && offset < KERNEL_AT + HEADER);
        if (is_free(offset) || (!in_header && offset % STEP != 0)) {
            continue;
        }
        unsigned found;
        uint8_t sound = image.bytes[offset];
        image.bytes[offset] ^= (uint8_t)(1 + random_below(&random, 255));
        bool jump_further = offset == 1 && (int8_t)image.bytes[1] >= PART_JUMP;
        free(lint(image.count, image.size, &found));
        image.bytes[offset] = sound;
        if (!jump_further && found == 0) {
            fail_msg("a change of byte %zu went unnoticed", offset);
        }
    }
}

/* Files of random bytes, and sound ones with random damage: the sanitizers watch the linter. */
static void test_garbage(void **state)
{
    (void)state;
    enum { ROUNDS = 300, FEW = 12 };
    struct random random = {.state = 4};
    uint8_t *sound = malloc(image.count);
    assert_non_null(sound);
    memcpy(sound, image.bytes, image.count);
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned found;
        size_t changes = round % 2 == 0 ? FEW : image.count;
        for (size_t change = 0; change < changes; change++) {
            size_t most = round % 4 < 2 ? image.count : SECTOR_BYTES;
            image.bytes[random_below(&random, most)] = (uint8_t)random_next(&random);
        }
        free(lint(random_below(&random, image.count + 1), random_magnitude(&random), &found));
        assert_int_not_equal(found, 0);
        memcpy(image.bytes, sound, image.count);
    }
    free(sound);
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(test_many_active_entries),
        cmocka_unit_test(test_active_entry_elsewhere),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_every_byte_counts),
        cmocka_unit_test(test_garbage),
    };
    struct CMUnitTest tests[ARRAY_LENGTH(damages) + ARRAY_LENGTH(others)];
    for (size_t index = 0; index < ARRAY_LENGTH(damages); index++) {
        tests[index] = (struct CMUnitTest){
            .name = damages[index].name,
            .test_func = test_damage,
            .initial_state = (void *)(uintptr_t)&damages[index],
        };
    }
    memcpy(&tests[ARRAY_LENGTH(damages)], others, sizeof(others));
    return cmocka_run_group_tests_name("check", tests, image_make, image_free);
}
