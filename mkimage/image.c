/*
 * image.c: lays stage1, stage2 and the kernel into an image and fills in their headers [image.h].
 *
 * Comes from main.c with the three files, hands the bytes back to it; check.c judges the result
 * after it has been written and read again. The order of the last steps matters: the build ID
 * covers no field that is filled in, the kernel's CRC covers the kernel's header, stage2's sum
 * covers the CRC. Pure.
 */
#include "mkimage/image.h"

#include <stdlib.h>
#include <string.h>

#include "mkimage/mbr.h"

/* The disk moves whole sectors; the padding is zero, and part of every sum. */
static size_t sectors_round(size_t bytes)
{
    return (bytes + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
}

/* Doubling from a power of two: an SD card, a real one or a virtual one, takes no other size. */
uint64_t image_size(const struct layout *layout, uint64_t bytes)
{
    uint64_t size = layout->values[DISK_VALUE_IMAGE_MINIMUM];
    while (size < bytes && size <= layout->values[DISK_VALUE_IMAGE_MAXIMUM]) {
        size *= 2;
    }
    return size <= layout->values[DISK_VALUE_IMAGE_MAXIMUM] ? size : 0;
}

/* The assembler pads to the disk signature and complains if there is too much code. */
static void stage1_check(const struct image_source *stage1, struct findings *findings)
{
    if (stage1->count != STAGE1_CODE_BYTES) {
        finding_add(findings, stage1->file, 0, "stage1 has %zu bytes instead of %d", stage1->count,
                    STAGE1_CODE_BYTES);
        return;
    }
    boot_code_check(stage1->bytes, stage1->file, findings);
}

/* Too much code is a matter of the layout's line, which can be changed; the rest of the file. */
static void stage2_check(const struct image_source *stage2, const struct layout *layout,
                         struct findings *findings)
{
    const struct layout_region *region = layout_region(layout, SECTION_DISK, "stage2");
    uint64_t room = region->size * SECTOR_BYTES;
    struct stage2_header header;
    if (stage2->count > room) {
        finding_add(findings, layout->file, region->line,
                    "stage2 has %zu bytes, %llu more than its %llu sectors hold", stage2->count,
                    (unsigned long long)(stage2->count - room), (unsigned long long)region->size);
    }
    if (stage2->count < sizeof(header)) {
        finding_add(findings, stage2->file, 0, "stage2 has %zu bytes, less than its header",
                    stage2->count);
        return;
    }
    memcpy(&header, stage2->bytes, sizeof(header));
    if (header.magic != STAGE2_MAGIC) {
        finding_add(findings, stage2->file, 0,
                    "stage2 begins with 0x%08x, not with its magic 0x%08x", header.magic,
                    STAGE2_MAGIC);
    }
}

/* A region that takes the rest ends with the largest image. */
static void kernel_fits_check(const struct image_source *kernel, const struct layout *layout,
                              struct findings *findings)
{
    const struct layout_region *region = layout_region(layout, SECTION_DISK, "kernel");
    uint64_t maximum = layout->values[DISK_VALUE_IMAGE_MAXIMUM];
    uint64_t start = region->start * SECTOR_BYTES;
    uint64_t room = region->rest ? maximum - start : region->size * SECTOR_BYTES;
    if (kernel->count > room) {
        finding_add(findings, layout->file, region->line,
                    "the kernel has %zu bytes, %llu more than its place on the disk", kernel->count,
                    (unsigned long long)(kernel->count - room));
    }
}

static void kernel_check(const struct image_source *kernel, const struct layout *layout,
                         struct findings *findings)
{
    struct kernel_header header;
    kernel_fits_check(kernel, layout, findings);
    if (kernel->count < sizeof(header)) {
        finding_add(findings, kernel->file, 0, "the kernel has %zu bytes, less than its header",
                    kernel->count);
        return;
    }
    memcpy(&header, kernel->bytes, sizeof(header));
    kernel_header_check(&header, kernel->count, layout, kernel->file, findings);
}

/* Returns the kernel's CRC, over its file as stage2 will find it. */
static uint32_t kernel_fill(uint8_t *kernel, size_t bytes, uint32_t build_id)
{
    struct kernel_header header;
    memcpy(&header, kernel, sizeof(header));
    header.build_id = build_id;
    header.file_bytes = (uint32_t)bytes;
    memcpy(kernel, &header, sizeof(header));
    return crc_compute(kernel, bytes);
}

/* The sum last: it makes all words add up to zero, its own included. */
static void stage2_fill(uint8_t *stage2, size_t bytes, struct stage2_header header)
{
    header.magic = STAGE2_MAGIC;
    header.file_bytes = (uint32_t)bytes;
    header.sum = 0;
    memcpy(stage2, &header, sizeof(header));
    header.sum = 0u - words_sum(stage2, bytes);
    memcpy(stage2, &header, sizeof(header));
}

/* All of sector 0; three of the table's four entries stay empty. */
static void sector_0_fill(struct image *image, const struct layout *layout,
                          const struct image_source *stage1, size_t stage2_bytes)
{
    const struct stage1_header header = {
        .build_id = image->build_id,
        .stage2_sectors = (uint16_t)(stage2_bytes / SECTOR_BYTES),
    };
    const uint32_t signature = disk_signature(image->build_id);
    const struct mbr_entry entry = mbr_entry_make(layout, image->size);
    const uint16_t magic = MBR_MAGIC;
    memcpy(image->bytes, stage1->bytes, STAGE1_CODE_BYTES);
    memcpy(image->bytes + STAGE1_HEADER_OFFSET, &header, sizeof(header));
    memcpy(image->bytes + MBR_SIGNATURE_OFFSET, &signature, sizeof(signature));
    memcpy(image->bytes + MBR_TABLE_OFFSET, &entry, sizeof(entry));
    memcpy(image->bytes + MBR_MAGIC_OFFSET, &magic, sizeof(magic));
}

/* Copies the programs to their sectors and fills in what one has to know of the other. */
static void image_fill(struct image *image, const struct layout *layout,
                       const struct image_sources *sources)
{
    const struct layout_region *kernel_region = layout_region(layout, SECTION_DISK, "kernel");
    uint8_t *stage2 =
        image->bytes + layout_region(layout, SECTION_DISK, "stage2")->start * SECTOR_BYTES;
    uint8_t *kernel = image->bytes + kernel_region->start * SECTOR_BYTES;
    size_t stage2_bytes = sectors_round(sources->stage2.count);
    size_t kernel_bytes = sectors_round(sources->kernel.count);
    memcpy(stage2, sources->stage2.bytes, sources->stage2.count);
    memcpy(kernel, sources->kernel.bytes, sources->kernel.count);

    struct kernel_header kernel_header;
    memcpy(&kernel_header, kernel, sizeof(kernel_header));
    image->build_id = build_id_compute(stage2, stage2_bytes, kernel, kernel_bytes);
    struct stage2_header header = {
        .build_id = image->build_id,
        .kernel_lba = (uint32_t)kernel_region->start,
        .kernel_file_bytes = (uint32_t)kernel_bytes,
        .kernel_memory_bytes = kernel_header.memory_bytes,
        .kernel_crc32c = kernel_fill(kernel, kernel_bytes, image->build_id),
    };
    stage2_fill(stage2, stage2_bytes, header);
    sector_0_fill(image, layout, &sources->stage1, stage2_bytes);
}

bool image_lay(struct image *image, const struct layout *layout,
               const struct image_sources *sources, struct findings *findings)
{
    *image = (struct image){0};
    stage1_check(&sources->stage1, findings);
    stage2_check(&sources->stage2, layout, findings);
    kernel_check(&sources->kernel, layout, findings);
    if (findings->count != 0) {
        return false;
    }
    /* Regions stand in ascending order; whichever of the two is last, the image reaches there. */
    uint64_t stage2_end = layout_region(layout, SECTION_DISK, "stage2")->start * SECTOR_BYTES +
                          sectors_round(sources->stage2.count);
    uint64_t kernel_end = layout_region(layout, SECTION_DISK, "kernel")->start * SECTOR_BYTES +
                          sectors_round(sources->kernel.count);
    image->count = kernel_end > stage2_end ? kernel_end : stage2_end;
    image->size = image_size(layout, image->count);
    image->bytes = calloc(image->count, 1);
    if (image->bytes == NULL) {
        finding_add(findings, layout->file, 0, "no memory for %zu bytes of image", image->count);
        return false;
    }
    image_fill(image, layout, sources);
    return true;
}
