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
    BIOS_HEADS_MOST = 255,  /* a byte tells the head, but DOS could not have 256 of them */
    BIOS_SECTORS_MOST = 63, /* six bits in INT 13h's CL and in the partition table */
    PARTITION_TYPE_MOST = 0xff,
    ONE_READ_SECTORS = 127, /* of one INT 13h call (quirk 25) */
};

/* A finding in the line that gave one of the disk section's numbers. */
#define FAULT_VALUE(checker, value, ...)                                                           \
    finding_add((checker)->findings, (checker)->layout->file,                                      \
                (checker)->layout->value_lines[value], __VA_ARGS__)

/* Others are divided by these numbers, so nothing is computed from bad ones. */
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

/*
 * An SD card's image, a real one's or a virtual one's, has to be a power of two. Firmware that
 * boots a stick as a hard disk takes the geometry from the partition's last sector (quirk 9), so
 * that has to be the last one of a cylinder.
 */
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

/* Both sizes; false where the numbers are no use for what is computed from them. */
static bool check_image_sizes(const struct checker *checker)
{
    const uint64_t *values = checker->layout->values;
    if (!check_image_size(checker, DISK_VALUE_IMAGE_MINIMUM) ||
        !check_image_size(checker, DISK_VALUE_IMAGE_MAXIMUM)) {
        return false;
    }
    if (values[DISK_VALUE_IMAGE_MAXIMUM] < values[DISK_VALUE_IMAGE_MINIMUM]) {
        FAULT_VALUE(checker, DISK_VALUE_IMAGE_MAXIMUM, "image maximum is less than its minimum");
    }
    return true;
}

/* An entry of type 0 is an empty one, whatever else it says. */
static void check_partition(const struct checker *checker)
{
    unsigned long long type = checker->layout->values[DISK_VALUE_PARTITION_TYPE];
    if (type == 0 || type > PARTITION_TYPE_MOST) {
        FAULT_VALUE(checker, DISK_VALUE_PARTITION_TYPE,
                    "partition type 0x%llx is not a byte from 0x01 to 0xff", type);
    }
    if (checker->layout->values[DISK_VALUE_PARTITION_START] == 0) {
        FAULT_VALUE(checker, DISK_VALUE_PARTITION_START,
                    "the partition begins at sector 0, where the partition table lies");
    }
}

/* The first sectors of every image are a floppy's, as far as the kernel fits. */
static void check_floppy(const struct checker *checker)
{
    unsigned long long sectors = checker->layout->values[DISK_VALUE_FLOPPY_SECTORS];
    uint64_t smallest = checker->layout->values[DISK_VALUE_IMAGE_MINIMUM] / SECTOR_BYTES;
    if (sectors == 0 || sectors > smallest) {
        FAULT_VALUE(checker, DISK_VALUE_FLOPPY_SECTORS,
                    "a floppy of %llu sectors cannot be the beginning of the smallest image",
                    sectors);
    }
}

/* stage1 has no bytes for a second read call. */
static void check_programs(const struct checker *checker)
{
    const struct layout *layout = checker->layout;
    const struct layout_region *stage2 = layout_region(layout, SECTION_DISK, "stage2");
    if (stage2->rest || stage2->size > ONE_READ_SECTORS) {
        FAULT(checker, stage2, "disk region 'stage2' has more than the %d sectors of one read call",
              ONE_READ_SECTORS);
    }
}

/* The kernel's first sectors are in every image; and the constants tell of a region that takes the
 * rest how much of the smallest image that is. */
static void check_begins_early(const struct checker *checker, const struct layout_region *region)
{
    uint64_t smallest = checker->layout->values[DISK_VALUE_IMAGE_MINIMUM] / SECTOR_BYTES;
    bool is_in_all = region->rest || strcmp(region->name, "kernel") == 0;
    if (is_in_all && region->start >= smallest) {
        FAULT(checker, region, "disk region '%s' begins beyond the smallest image", region->name);
    }
}

/* All but sector 0 belongs to the partition, or a partitioning tool would think it free. */
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
        } else {
            check_begins_early(checker, region);
        }
    }
}

void layout_check_disk(const struct checker *checker)
{
    if (!check_geometry(checker) || !check_image_sizes(checker)) {
        return;
    }
    check_partition(checker);
    check_floppy(checker);
    check_programs(checker);
    check_disk_regions(checker);
}
