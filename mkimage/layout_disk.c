/*
 * layout_disk.c: what firmware, partition table and stage1 ask of the disk section.
 *
 * Called by layout_check.c for a layout whose ranges are sound. Every rule names the limit that it
 * comes from: INT 13h's registers, the partition table's fields [UEFI 5.2.1], one read call. Pure.
 */
#include <string.h>

#include "common/image.h"
#include "mkimage/layout_check.h"

enum {
    BIOS_HEADS_MOST = 255,  /* INT 13h has a byte for the head, but DOS never spoke of head 255 */
    BIOS_SECTORS_MOST = 63, /* six bits in INT 13h's CL and in the partition table */
    PARTITION_TYPE_MOST = 0xff,
    ONE_READ_SECTORS = 127, /* of one INT 13h call (quirk 25) */
};

#define FAULT_VALUE(checker, value, ...)                                                           \
    finding_add((checker)->findings, (checker)->layout->file,                                      \
                (checker)->layout->value_lines[value], __VA_ARGS__)

static bool check_geometry(const struct checker *checker)
{
    const uint64_t *values = checker->layout->values;
    uint64_t heads = values[DISK_VALUE_HEADS];
    uint64_t sectors = values[DISK_VALUE_SECTORS_PER_TRACK];
    if (heads < 1 || heads > BIOS_HEADS_MOST) {
        FAULT_VALUE(checker, DISK_VALUE_HEADS, "%llu heads; a BIOS counts 1 to %d",
                    (unsigned long long)heads, BIOS_HEADS_MOST);
        return false;
    }
    if (sectors < 1 || sectors > BIOS_SECTORS_MOST) {
        FAULT_VALUE(checker, DISK_VALUE_SECTORS_PER_TRACK,
                    "%llu sectors a track; a BIOS counts 1 to %d", (unsigned long long)sectors,
                    BIOS_SECTORS_MOST);
        return false;
    }
    return true;
}

/* An SD card's image, a real one's or a virtual one's, has to be a power of two; firmware takes the
 * geometry from a partition that ends on a cylinder's last sector. */
static bool check_image_size(const struct checker *checker, enum layout_value value)
{
    const uint64_t *values = checker->layout->values;
    uint64_t bytes = values[value];
    uint64_t cylinder_bytes =
        values[DISK_VALUE_HEADS] * values[DISK_VALUE_SECTORS_PER_TRACK] * SECTOR_BYTES;
    const char *key = layout_value_names[value].key;
    if (bytes == 0 || (bytes & (bytes - 1)) != 0) {
        FAULT_VALUE(checker, value, "image %s of %llu bytes is not a power of two", key,
                    (unsigned long long)bytes);
    } else if (bytes % cylinder_bytes != 0) {
        FAULT_VALUE(checker, value, "image %s is not a whole number of cylinders of %llu bytes",
                    key, (unsigned long long)cylinder_bytes);
    } else if (bytes / SECTOR_BYTES > UINT32_MAX) {
        FAULT_VALUE(checker, value, "image %s is more than a partition table can tell", key);
    } else {
        return true;
    }
    return false;
}

static void check_disk_regions(const struct checker *checker)
{
    const struct layout *layout = checker->layout;
    uint64_t partition = layout->values[DISK_VALUE_PARTITION_START];
    uint64_t image_sectors = layout->values[DISK_VALUE_IMAGE_MAXIMUM] / SECTOR_BYTES;
    for (unsigned index = 0; index < layout->region_count[SECTION_DISK]; index++) {
        const struct layout_region *region = &layout->regions[SECTION_DISK][index];
        bool boot_sector = strcmp(region->name, "mbr") == 0;
        if (boot_sector && (region->start != 0 || region->size != 1)) {
            FAULT(checker, region, "disk region 'mbr' is not sector 0 alone");
        } else if (!boot_sector && region->start < partition) {
            FAULT(checker, region, "disk region '%s' begins before the partition's sector %llu",
                  region->name, (unsigned long long)partition);
        }
        if (region->start >= image_sectors || region_end(region) > image_sectors) {
            FAULT(checker, region,
                  "disk region '%s' reaches beyond the largest image's sector %llu", region->name,
                  (unsigned long long)image_sectors);
        }
    }
}

void layout_check_disk(const struct checker *checker)
{
    const struct layout *layout = checker->layout;
    const uint64_t *values = layout->values;
    bool minimum = check_geometry(checker) && check_image_size(checker, DISK_VALUE_IMAGE_MINIMUM);
    if (!minimum || !check_image_size(checker, DISK_VALUE_IMAGE_MAXIMUM)) {
        return;
    }
    if (values[DISK_VALUE_IMAGE_MAXIMUM] < values[DISK_VALUE_IMAGE_MINIMUM]) {
        FAULT_VALUE(checker, DISK_VALUE_IMAGE_MAXIMUM, "image maximum is less than its minimum");
    }
    if (values[DISK_VALUE_PARTITION_TYPE] == 0 ||
        values[DISK_VALUE_PARTITION_TYPE] > PARTITION_TYPE_MOST) {
        FAULT_VALUE(checker, DISK_VALUE_PARTITION_TYPE,
                    "partition type 0x%llx is not a byte from 0x01 to 0xff",
                    (unsigned long long)values[DISK_VALUE_PARTITION_TYPE]);
    }
    if (values[DISK_VALUE_PARTITION_START] == 0) {
        FAULT_VALUE(checker, DISK_VALUE_PARTITION_START,
                    "the partition begins at sector 0, where the partition table lies");
    }
    if (values[DISK_VALUE_FLOPPY_SECTORS] == 0 ||
        values[DISK_VALUE_FLOPPY_SECTORS] > values[DISK_VALUE_IMAGE_MINIMUM] / SECTOR_BYTES) {
        FAULT_VALUE(checker, DISK_VALUE_FLOPPY_SECTORS,
                    "a floppy of %llu sectors cannot be the beginning of the smallest image",
                    (unsigned long long)values[DISK_VALUE_FLOPPY_SECTORS]);
    }
    const struct layout_region *stage2 = layout_region(layout, SECTION_DISK, "stage2");
    if (stage2->rest || stage2->size > ONE_READ_SECTORS) {
        FAULT(checker, stage2, "disk region 'stage2' has more than the %d sectors of one read call",
              ONE_READ_SECTORS);
    }
    const struct layout_region *kernel = layout_region(layout, SECTION_DISK, "kernel");
    if (kernel->start >= values[DISK_VALUE_IMAGE_MINIMUM] / SECTOR_BYTES) {
        FAULT(checker, kernel, "disk region 'kernel' begins beyond the smallest image");
    }
    check_disk_regions(checker);
}
