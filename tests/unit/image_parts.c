/*
 * image_parts.c: the programs of the image tests [image_parts.h].
 */
#include "tests/unit/image_parts.h"

#include <string.h>

#include "common/boot_info.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/layout_text.h"

/* Something that is neither zero nor the same in two neighbouring words. */
static void bytes_fill(uint8_t *bytes, size_t from, size_t end)
{
    for (size_t index = from; index < end; index++) {
        bytes[index] = (uint8_t)(index * 7 % 251 + 1);
    }
}

void image_parts_make(struct image_parts *parts)
{
    const struct stage2_header stage2 = {.magic = STAGE2_MAGIC};
    const struct kernel_header kernel = {
        .magic = KERNEL_MAGIC,
        .memory_bytes = PART_MEMORY,
        .entry = 0xffffffff80000000 + PART_TEXT,
        .text_offset = PART_TEXT,
        .data_offset = PART_DATA,
        .bss_offset = PART_BSS,
        .version = BOOT_INFO_VERSION,
    };
    memset(parts, 0, sizeof(*parts));
    layout_text_read(&parts->layout);

    const uint8_t start[] = {0xeb, PART_JUMP, 0x90};
    memcpy(parts->stage1, start, sizeof(start));
    parts->stage1[0x0c] = SECTOR_BYTES >> 8; /* bytes per sector; the low byte is 0 */
    parts->stage1[0x18] = 18;                /* sectors a track */
    parts->stage1[0x1a] = 2;                 /* heads */
    bytes_fill(parts->stage1, STAGE1_BPB_END, STAGE1_HEADER_OFFSET - 20);
    memcpy(parts->stage1 + STAGE1_EXPECTED_OFFSET, &stage2.magic, sizeof(stage2.magic));

    bytes_fill(parts->stage2, sizeof(stage2), sizeof(parts->stage2));
    memcpy(parts->stage2, &stage2, sizeof(stage2));
    bytes_fill(parts->kernel, sizeof(kernel), sizeof(parts->kernel));
    memcpy(parts->kernel, &kernel, sizeof(kernel));

    parts->sources = (struct image_sources){
        .stage1 = {"stage1.bin", parts->stage1, sizeof(parts->stage1)},
        .stage2 = {"stage2.bin", parts->stage2, sizeof(parts->stage2)},
        .kernel = {"kernel.bin", parts->kernel, sizeof(parts->kernel)},
    };
}

struct kernel_header image_parts_kernel(const struct image_parts *parts)
{
    struct kernel_header header;
    memcpy(&header, parts->kernel, sizeof(header));
    return header;
}

void image_parts_set_kernel(struct image_parts *parts, const struct kernel_header *header)
{
    memcpy(parts->kernel, header, sizeof(*header));
}

void image_parts_lay(const struct image_parts *parts, struct image *image)
{
    struct findings findings = {0};
    bool good = image_lay(image, &parts->layout, &parts->sources, &findings);
    findings_print(&findings, stderr);
    assert_true(good);
}
