/*
 * test_image.c: what mkimage makes of three programs: every byte that it writes.
 *
 * Offsets and bytes are written out as numbers here: the test does not believe common/image.h.
 * Rows 02-1 and 02-12.
 */
#include <stdlib.h>
#include <string.h>

#include "common/crc32c.h"
#include "mkimage/mbr.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/image_parts.h"
#include "tests/unit/layout_text.h"

enum { STAGE2_AT = 32 * 512, KERNEL_AT = 96 * 512, KERNEL_PADDED = 18 * 512, STAGE2_PADDED = 1024 };

static uint32_t word(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static uint32_t crc(const uint8_t *bytes, size_t count)
{
    static struct crc32c_tables tables;
    crc32c_prepare(&tables);
    return crc32c(&tables, 0, bytes, count);
}

static void test_sector_0(void **state)
{
    (void)state;
    struct image_parts parts;
    struct image image;
    image_parts_make(&parts);
    image_parts_lay(&parts, &image);

    assert_memory_equal(image.bytes, parts.stage1, 434);
    assert_int_equal(word(image.bytes + 434), image.build_id);
    assert_int_equal(image.bytes[438] | image.bytes[439] << 8, 2); /* sectors of stage2 */
    assert_int_equal(word(image.bytes + 440), image.build_id);     /* the disk signature */
    assert_int_equal(image.bytes[444], 0);
    assert_int_equal(image.bytes[445], 0);
    /* Active; C 0 H 1 S 1; type DA; C 15 H 63 S 32; sectors 32 to 32767. */
    static const uint8_t entry[16] = {0x80, 1, 1, 0, 0xda, 63,   32, 15,
                                      32,   0, 0, 0, 0xe0, 0x7f, 0,  0};
    static const uint8_t empty[48];
    assert_memory_equal(image.bytes + 446, entry, sizeof(entry));
    assert_memory_equal(image.bytes + 462, empty, sizeof(empty));
    assert_int_equal(image.bytes[510], 0x55);
    assert_int_equal(image.bytes[511], 0xaa);
    free(image.bytes);
}

static void test_stage2(void **state)
{
    (void)state;
    struct image_parts parts;
    struct image image;
    image_parts_make(&parts);
    image_parts_lay(&parts, &image);
    const uint8_t *stage2 = image.bytes + STAGE2_AT;

    assert_memory_equal(stage2, "ASC2", 4);
    assert_int_equal(word(stage2 + 4), image.build_id);
    assert_int_equal(word(stage2 + 8), STAGE2_PADDED);
    assert_int_equal(word(stage2 + 16), 96);
    assert_int_equal(word(stage2 + 20), KERNEL_PADDED);
    assert_int_equal(word(stage2 + 24), PART_MEMORY);
    assert_int_equal(word(stage2 + 28), crc(image.bytes + KERNEL_AT, KERNEL_PADDED));
    assert_memory_equal(stage2 + 32, parts.stage2 + 32, PART_STAGE2_BYTES - 32);
    for (size_t index = PART_STAGE2_BYTES; index < STAGE2_PADDED; index++) {
        assert_int_equal(stage2[index], 0);
    }
    uint32_t sum = 0;
    for (size_t index = 0; index < STAGE2_PADDED; index += 4) {
        sum += word(stage2 + index);
    }
    assert_int_equal(sum, 0);
    free(image.bytes);
}

static void test_kernel(void **state)
{
    (void)state;
    struct image_parts parts;
    struct image image;
    image_parts_make(&parts);
    image_parts_lay(&parts, &image);
    const uint8_t *kernel = image.bytes + KERNEL_AT;

    assert_memory_equal(kernel, "ASCK", 4);
    assert_int_equal(word(kernel + 4), image.build_id);
    assert_int_equal(word(kernel + 8), KERNEL_PADDED);
    assert_memory_equal(kernel + 12, parts.kernel + 12, PART_KERNEL_BYTES - 12);
    for (size_t index = PART_KERNEL_BYTES; index < KERNEL_PADDED; index++) {
        assert_int_equal(kernel[index], 0);
    }
    assert_int_equal(image.count, KERNEL_AT + KERNEL_PADDED);
    assert_int_equal(image.size, 16 << 20);
    free(image.bytes);
}

/* CRC-32C over both padded files, with all that mkimage fills in zero, as the sources have it. */
static void test_build_id(void **state)
{
    (void)state;
    struct image_parts parts;
    struct image image;
    image_parts_make(&parts);
    image_parts_lay(&parts, &image);
    uint8_t both[STAGE2_PADDED + KERNEL_PADDED] = {0};
    memcpy(both, parts.stage2, PART_STAGE2_BYTES);
    memcpy(both + STAGE2_PADDED, parts.kernel, PART_KERNEL_BYTES);
    assert_int_equal(image.build_id, crc(both, sizeof(both)));
    free(image.bytes);
}

/* The same sources give the same ID, whatever stands in the fields that mkimage fills in; another
 * byte anywhere in them gives another. */
static void test_build_id_depends_on_sources_alone(void **state)
{
    (void)state;
    struct image_parts parts;
    struct image first;
    struct image second;
    image_parts_make(&parts);
    image_parts_lay(&parts, &first);
    memset(parts.stage2 + 4, 0xcc, 28);
    memset(parts.kernel + 4, 0xcc, 8);
    image_parts_lay(&parts, &second);
    assert_int_equal(first.count, second.count);
    assert_memory_equal(first.bytes, second.bytes, first.count);
    free(second.bytes);
    parts.kernel[PART_KERNEL_BYTES - 1] ^= 1;
    image_parts_lay(&parts, &second);
    assert_int_not_equal(first.build_id, second.build_id);
    free(second.bytes);
    free(first.bytes);
}

/* All that the image is not said to hold is zero. */
static void test_gaps_are_zero(void **state)
{
    (void)state;
    struct image_parts parts;
    struct image image;
    image_parts_make(&parts);
    image_parts_lay(&parts, &image);
    for (size_t index = 512; index < STAGE2_AT; index++) {
        assert_int_equal(image.bytes[index], 0);
    }
    for (size_t index = STAGE2_AT + STAGE2_PADDED; index < KERNEL_AT; index++) {
        assert_int_equal(image.bytes[index], 0);
    }
    free(image.bytes);
}

static void test_disk_signature_is_never_zero(void **state)
{
    (void)state;
    assert_int_equal(disk_signature(0x12345678), 0x12345678);
    assert_int_not_equal(disk_signature(0), 0);
}

/* The next power of two from the minimum, to the byte. */
static void test_image_size(void **state)
{
    (void)state;
    const uint64_t mib = 1 << 20;
    struct layout layout;
    layout_text_read(&layout);
    assert_int_equal(image_size(&layout, 1), 16 * mib);
    assert_int_equal(image_size(&layout, 16 * mib), 16 * mib);
    assert_int_equal(image_size(&layout, 16 * mib + 1), 32 * mib);
    assert_int_equal(image_size(&layout, 33 * mib), 64 * mib);
    assert_int_equal(image_size(&layout, 256 * mib), 256 * mib);
    assert_int_equal(image_size(&layout, 256 * mib + 1), 0);
    assert_int_equal(image_size(&layout, UINT64_MAX), 0);
}

/* Programs that are nothing but their headers are laid; whether they run is not the question. */
static void test_smallest_programs(void **state)
{
    (void)state;
    struct image_parts parts;
    struct image image;
    image_parts_make(&parts);
    parts.sources.stage2.count = sizeof(struct stage2_header);
    parts.sources.kernel.count = sizeof(struct kernel_header);
    image_parts_lay(&parts, &image);
    assert_int_equal(word(image.bytes + STAGE2_AT + 8), 512);
    assert_int_equal(word(image.bytes + STAGE2_AT + 20), 512);
    free(image.bytes);
}

/* All of the kernel's virtual region may be used. */
static void test_largest_memory(void **state)
{
    (void)state;
    struct image_parts parts;
    struct image image;
    image_parts_make(&parts);
    struct kernel_header header = image_parts_kernel(&parts);
    header.memory_bytes = 128 << 20;
    image_parts_set_kernel(&parts, &header);
    image_parts_lay(&parts, &image);
    assert_int_equal(word(image.bytes + STAGE2_AT + 24), 128 << 20);
    free(image.bytes);
}

/* A kernel of 32 MiB makes an image of 64, and the partition and its CHS grow with it. */
static void test_large_kernel(void **state)
{
    (void)state;
    enum { LARGE = 32 << 20 };
    struct image_parts parts;
    struct image image;
    image_parts_make(&parts);
    uint8_t *kernel = calloc(LARGE, 1);
    assert_non_null(kernel);
    struct kernel_header header = image_parts_kernel(&parts);
    header.data_offset = LARGE - 0x1000;
    header.bss_offset = LARGE;
    header.memory_bytes = LARGE + 0x1000;
    memcpy(kernel, &header, sizeof(header));
    kernel[LARGE - 1] = 1;
    parts.sources.kernel.bytes = kernel;
    parts.sources.kernel.count = LARGE;
    image_parts_lay(&parts, &image);
    assert_int_equal(image.size, 64 << 20);
    assert_int_equal(word(image.bytes + STAGE2_AT + 20), LARGE);
    static const uint8_t entry[16] = {0x80, 1, 1, 0, 0xda, 63,   32,   63,
                                      32,   0, 0, 0, 0xe0, 0xff, 0x01, 0};
    assert_memory_equal(image.bytes + 446, entry, sizeof(entry));
    free(image.bytes);
    free(kernel);
}

/* [UEFI 5.2.1] head; sector and bits 9, 8 of the cylinder; bits 7 to 0 of the cylinder. */
static void test_chs(void **state)
{
    (void)state;
    static const struct {
        uint64_t lba;
        uint8_t chs[CHS_BYTES];
    } cases[] = {
        {0, {0, 1, 0}},
        {31, {0, 32, 0}},
        {32, {1, 1, 0}},
        {2047, {63, 32, 0}},
        {2048, {0, 1, 1}},
        {2048 * 255 + 33, {1, 2, 255}},
        {2048 * 256, {0, 0x41, 0}},
        {2048 * 1023 + 2047, {63, 0xe0, 0xff}},
        {2048 * 1024, {0xfe, 0xff, 0xff}},
        {0xffffffff, {0xfe, 0xff, 0xff}},
    };
    struct layout layout;
    layout_text_read(&layout);
    for (size_t index = 0; index < ARRAY_LENGTH(cases); index++) {
        uint8_t chs[CHS_BYTES];
        chs_encode(&layout, cases[index].lba, chs);
        assert_memory_equal(chs, cases[index].chs, sizeof(chs));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sector_0),
        cmocka_unit_test(test_stage2),
        cmocka_unit_test(test_kernel),
        cmocka_unit_test(test_build_id),
        cmocka_unit_test(test_build_id_depends_on_sources_alone),
        cmocka_unit_test(test_gaps_are_zero),
        cmocka_unit_test(test_disk_signature_is_never_zero),
        cmocka_unit_test(test_image_size),
        cmocka_unit_test(test_smallest_programs),
        cmocka_unit_test(test_largest_memory),
        cmocka_unit_test(test_large_kernel),
        cmocka_unit_test(test_chs),
    };
    return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
