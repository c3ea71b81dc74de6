/*
 * test_image_refusals.c: programs that mkimage does not lay into an image, and what it says.
 *
 * Each test breaks one thing in the sound programs of image_parts.c.
 */
#include <stdlib.h>
#include <string.h>

#include "common/boot_info.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/image_parts.h"
#include "tests/unit/layout_text.h"

struct refusal {
    const char *name;
    void (*damage)(struct image_parts *parts);
    const char *expected;
};

#define DAMAGE(name, statement)                                                                    \
    static void name(struct image_parts *parts)                                                    \
    {                                                                                              \
        statement;                                                                                 \
    }

#define DAMAGE_KERNEL(name, statement)                                                             \
    static void name(struct image_parts *parts)                                                    \
    {                                                                                              \
        struct kernel_header header = image_parts_kernel(parts);                                   \
        statement;                                                                                 \
        image_parts_set_kernel(parts, &header);                                                    \
    }

DAMAGE(stage1_short, parts->sources.stage1.count = 439)
DAMAGE(stage1_whole_sector, parts->sources.stage1.count = 512)
DAMAGE(stage1_empty, parts->sources.stage1.count = 0)
DAMAGE(stage1_begins_otherwise, parts->stage1[0] = 0x33)
DAMAGE(stage1_without_nop, parts->stage1[2] = 0)
DAMAGE(stage1_jumps_into_window, parts->stage1[1] = PART_JUMP - 1)
DAMAGE(stage1_jumps_backwards, parts->stage1[1] = 0x80)
DAMAGE(stage1_sector_bytes, parts->stage1[0x0b] = 1)
DAMAGE(stage1_looks_like_fat, parts->stage1[0x26] = 0x29)
DAMAGE(stage1_code_in_window, parts->stage1[0x3e] = 0xfa)
DAMAGE(stage1_code_at_window_end, parts->stage1[0x59] = 0xfa)
DAMAGE(stage2_empty, parts->sources.stage2.count = 0)
DAMAGE(stage2_short, parts->sources.stage2.count = 31)
DAMAGE(stage2_too_large, parts->sources.stage2.count = 64 * SECTOR_BYTES + 1)
DAMAGE(stage2_magic, parts->stage2[0] = 'B')
DAMAGE(kernel_empty, parts->sources.kernel.count = 0)
DAMAGE(kernel_short, parts->sources.kernel.count = 39)
DAMAGE_KERNEL(kernel_magic, header.magic = 1)
DAMAGE_KERNEL(kernel_entry, header.entry++)
DAMAGE_KERNEL(kernel_entry_low, header.entry = PART_TEXT)
DAMAGE_KERNEL(kernel_memory_no_page, header.memory_bytes++)
DAMAGE_KERNEL(kernel_text_no_page, header.text_offset++; header.entry++)
DAMAGE_KERNEL(kernel_data_no_page, header.data_offset++)
DAMAGE_KERNEL(kernel_bss_no_page, header.bss_offset++)
DAMAGE_KERNEL(kernel_text_first, header.text_offset = 0; header.entry -= PART_TEXT)
DAMAGE_KERNEL(kernel_no_text, header.data_offset = PART_TEXT)
DAMAGE_KERNEL(kernel_bss_before_data, header.bss_offset = PART_TEXT)
DAMAGE_KERNEL(kernel_memory_ends_early, header.memory_bytes = PART_DATA)
DAMAGE_KERNEL(kernel_bss_in_file, header.data_offset = header.bss_offset = PART_DATA)
DAMAGE_KERNEL(kernel_memory_too_large, header.memory_bytes = 0x8001000)

static const struct refusal refusals[] = {
    {"stage1_short", stage1_short, "stage1.bin: stage1 has 439 bytes instead of 440\n"},
    {"stage1_whole_sector", stage1_whole_sector,
     "stage1.bin: stage1 has 512 bytes instead of 440\n"},
    {"stage1_empty", stage1_empty, "stage1.bin: stage1 has 0 bytes instead of 440\n"},
    {"stage1_begins_otherwise", stage1_begins_otherwise,
     "stage1.bin: boot sector: begins 33 58 90, neither EB xx 90 nor 33 C0 EB\n"},
    {"stage1_without_nop", stage1_without_nop,
     "stage1.bin: boot sector: begins eb 58 00, neither EB xx 90 nor 33 C0 EB\n"},
    {"stage1_jumps_into_window", stage1_jumps_into_window,
     "stage1.bin: boot sector: jumps to byte 89, into the BPB window that ends at byte 90\n"},
    {"stage1_jumps_backwards", stage1_jumps_backwards,
     "stage1.bin: boot sector: jumps to byte -126, into the BPB window that ends at byte 90\n"},
    {"stage1_sector_bytes", stage1_sector_bytes,
     "stage1.bin: boot sector: BPB tells 513 bytes per sector, not 512\n"},
    {"stage1_looks_like_fat", stage1_looks_like_fat,
     "stage1.bin: boot sector: byte 0x26 is 0x29; the BPB would look like a FAT volume's\n"},
    {"stage1_code_in_window", stage1_code_in_window,
     "stage1.bin: boot sector: byte 0x3e of the BPB window is 0xfa, not zero\n"},
    {"stage1_code_at_window_end", stage1_code_at_window_end,
     "stage1.bin: boot sector: byte 0x59 of the BPB window is 0xfa, not zero\n"},
    {"stage2_empty", stage2_empty, "stage2.bin: stage2 has 0 bytes, less than its header\n"},
    {"stage2_short", stage2_short, "stage2.bin: stage2 has 31 bytes, less than its header\n"},
    {"stage2_too_large", stage2_too_large,
     "plan:8: stage2 has 32769 bytes, 1 more than its 64 sectors hold\n"},
    {"stage2_magic", stage2_magic,
     "stage2.bin: stage2 begins with 0x32435342, not with its magic 0x32435341\n"},
    {"kernel_empty", kernel_empty, "kernel.bin: the kernel has 0 bytes, less than its header\n"},
    {"kernel_short", kernel_short, "kernel.bin: the kernel has 39 bytes, less than its header\n"},
    {"kernel_magic", kernel_magic,
     "kernel.bin: kernel begins with 0x00000001, not with its magic 0x4b435341\n"},
    {"kernel_entry", kernel_entry,
     "kernel.bin: kernel header: entry 0xffffffff80001001 is not the first byte of .text, "
     "0xffffffff80001000\n"},
    {"kernel_entry_low", kernel_entry_low,
     "kernel.bin: kernel header: entry 0x1000 is not the first byte of .text, "
     "0xffffffff80001000\n"},
    {"kernel_memory_no_page", kernel_memory_no_page,
     "kernel.bin: kernel header: a section does not begin on a page\n"},
    {"kernel_text_no_page", kernel_text_no_page,
     "kernel.bin: kernel header: a section does not begin on a page\n"},
    {"kernel_data_no_page", kernel_data_no_page,
     "kernel.bin: kernel header: a section does not begin on a page\n"},
    {"kernel_bss_no_page", kernel_bss_no_page,
     "kernel.bin: kernel header: a section does not begin on a page\n"},
    {"kernel_text_first", kernel_text_first,
     "kernel.bin: kernel header: sections do not ascend (text 0x0, data 0x2000, bss 0x3000, end "
     "0x5000)\n"},
    {"kernel_no_text", kernel_no_text,
     "kernel.bin: kernel header: sections do not ascend (text 0x1000, data 0x1000, bss 0x3000, "
     "end 0x5000)\n"},
    {"kernel_bss_before_data", kernel_bss_before_data,
     "kernel.bin: kernel header: sections do not ascend (text 0x1000, data 0x2000, bss 0x1000, "
     "end 0x5000)\n"
     "kernel.bin: kernel header: .bss begins at byte 4096, but the file has 9000 bytes\n"},
    {"kernel_memory_ends_early", kernel_memory_ends_early,
     "kernel.bin: kernel header: sections do not ascend (text 0x1000, data 0x2000, bss 0x3000, "
     "end 0x2000)\n"},
    {"kernel_bss_in_file", kernel_bss_in_file,
     "kernel.bin: kernel header: .bss begins at byte 8192, but the file has 9000 bytes\n"},
    {"kernel_memory_too_large", kernel_memory_too_large,
     "plan:26: the kernel takes 134221824 bytes of memory, 4096 more than virt region 'kernel' "
     "has\n"},
};

static void assert_refused(struct image_parts *parts, const char *expected)
{
    struct image image;
    struct findings findings = {0};
    assert_false(image_lay(&image, &parts->layout, &parts->sources, &findings));
    assert_null(image.bytes);
    char *found = findings_text(&findings);
    assert_string_equal(found, expected);
    free(found);
}

static void test_refusal(void **state)
{
    const struct refusal *refusal = *state;
    struct image_parts parts;
    image_parts_make(&parts);
    refusal->damage(&parts);
    assert_refused(&parts, refusal->expected);
}

/* A kernel for another hand-over than the one that stage2 writes. */
static void test_kernel_version(void **state)
{
    (void)state;
    struct image_parts parts;
    char expected[FINDING_TEXT_BYTES];
    image_parts_make(&parts);
    struct kernel_header header = image_parts_kernel(&parts);
    header.version = BOOT_INFO_VERSION + 1;
    image_parts_set_kernel(&parts, &header);
    snprintf(expected, sizeof(expected),
             "kernel.bin: kernel header: understands boot_info version %d, not version %d\n",
             BOOT_INFO_VERSION + 1, BOOT_INFO_VERSION);
    assert_refused(&parts, expected);
}

/* Reads the layout of the parts again, with the kernel's disk line replaced. */
static void set_kernel_line(struct image_parts *parts, const char *line)
{
    struct findings findings = {0};
    char *text = layout_text(9, 1, line);
    assert_true(layout_read(&parts->layout, "plan", text, strlen(text), &findings));
    free(text);
}

/* A kernel of 18 sectors to its last byte: a region of 18 is enough, one of 17 is not. */
static void test_kernel_larger_than_its_region(void **state)
{
    (void)state;
    struct image_parts parts;
    struct image image;
    uint8_t kernel[18 * SECTOR_BYTES] = {0};
    image_parts_make(&parts);
    memcpy(kernel, parts.kernel, sizeof(parts.kernel));
    parts.sources.kernel.bytes = kernel;
    parts.sources.kernel.count = sizeof(kernel);
    set_kernel_line(&parts, "kernel 96 18");
    image_parts_lay(&parts, &image);
    free(image.bytes);
    set_kernel_line(&parts, "kernel 96 17");
    assert_refused(&parts,
                   "plan:9: the kernel has 9216 bytes, 512 more than its place on the disk\n");
}

/* One byte beyond the largest image. The bytes themselves are never looked at. */
static void test_kernel_larger_than_the_disk(void **state)
{
    (void)state;
    struct image_parts parts;
    image_parts_make(&parts);
    struct kernel_header header = image_parts_kernel(&parts);
    header.bss_offset = 0xfffff000;
    header.memory_bytes = 0xfffff000;
    image_parts_set_kernel(&parts, &header);
    parts.sources.kernel.count = (256 << 20) - 96 * SECTOR_BYTES + 1;
    assert_refused(
        &parts,
        "plan:9: the kernel has 268386305 bytes, 1 more than its place on the disk\n"
        "plan:26: the kernel takes 4294963200 bytes of memory, 4160745472 more than virt region "
        "'kernel' has\n");
}

/* All 64 sectors of stage2 may be used. */
static void test_stage2_as_large_as_can_be(void **state)
{
    (void)state;
    static uint8_t stage2[64 * SECTOR_BYTES];
    struct image_parts parts;
    struct image image;
    image_parts_make(&parts);
    memset(stage2, 0xff, sizeof(stage2));
    memcpy(stage2, parts.stage2, sizeof(parts.stage2));
    parts.sources.stage2.bytes = stage2;
    parts.sources.stage2.count = sizeof(stage2);
    image_parts_lay(&parts, &image);
    assert_int_equal(image.bytes[STAGE1_HEADER_OFFSET + sizeof(uint32_t)], 64);
    free(image.bytes);
}

/* What is wrong with each of the three is told in one run. */
static void test_all_at_once(void **state)
{
    (void)state;
    struct image_parts parts;
    image_parts_make(&parts);
    stage1_short(&parts);
    stage2_magic(&parts);
    kernel_magic(&parts);
    assert_refused(&parts,
                   "stage1.bin: stage1 has 439 bytes instead of 440\n"
                   "stage2.bin: stage2 begins with 0x32435342, not with its magic 0x32435341\n"
                   "kernel.bin: kernel begins with 0x00000001, not with its magic 0x4b435341\n");
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(test_kernel_version),
        cmocka_unit_test(test_kernel_larger_than_its_region),
        cmocka_unit_test(test_kernel_larger_than_the_disk),
        cmocka_unit_test(test_stage2_as_large_as_can_be),
        cmocka_unit_test(test_all_at_once),
    };
    struct CMUnitTest tests[ARRAY_LENGTH(refusals) + ARRAY_LENGTH(others)];
    for (size_t index = 0; index < ARRAY_LENGTH(refusals); index++) {
        tests[index] = (struct CMUnitTest){
            .name = refusals[index].name,
            .test_func = test_refusal,
            .initial_state = (void *)(uintptr_t)&refusals[index],
        };
    }
    memcpy(&tests[ARRAY_LENGTH(refusals)], others, sizeof(others));
    return cmocka_run_group_tests_name("image refusals", tests, NULL, NULL);
}
