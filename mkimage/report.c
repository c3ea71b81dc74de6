/*
 * report.c: the table with which `make` ends: bytes used and left in every region.
 *
 * Comes from main.c with an image that has passed the linter, so its headers can be believed. What
 * ram regions hold is known to the linker alone, and its numbers arrive as arguments.
 */
#include <inttypes.h>
#include <string.h>

#include "common/boot_info.h"
#include "mkimage/image.h"

enum { MIB = 1 << 20 };

/* One region. `used` is at most `size`: the linter has seen to that, or use_read in main.c. */
static void row_print(FILE *out, const char *region, uint64_t used, uint64_t size)
{
    enum { PERCENT = 100 };
    fprintf(out, "  %-22s %11" PRIu64 " %11" PRIu64 " %11" PRIu64 " %4" PRIu64 " %%\n", region,
            used, size, size - used, used * PERCENT / size);
}

/* Where the last byte that is not zero ends: zeros at the end of code or of a sector are room. */
static uint64_t bytes_used(const uint8_t *bytes, uint64_t from, uint64_t end)
{
    while (end > from && bytes[end - 1] == 0) {
        end--;
    }
    return end - from;
}

/* A padded file without its padding. */
static uint64_t file_used(const uint8_t *file, uint64_t padded_bytes)
{
    uint64_t last_sector = padded_bytes - SECTOR_BYTES;
    return last_sector + bytes_used(file + last_sector, 0, SECTOR_BYTES);
}

/* A kernel that is too large for a floppy is no error; who tries one should know before. */
static void floppy_print(FILE *out, const struct layout *layout, uint64_t end)
{
    uint64_t floppy = layout->values[DISK_VALUE_FLOPPY_SECTORS] * SECTOR_BYTES;
    if (end <= floppy) {
        row_print(out, "floppy", end, floppy);
    } else {
        fprintf(out, "  %-22s %11" PRIu64 "  is more than a floppy has: disks and sticks only\n",
                "floppy", end);
    }
}

/* stage2 and the kernel count by the byte, though they end with a sector: that is what is left. */
static void disk_print(FILE *out, const struct layout *layout, const struct image_view *view,
                       const struct stage2_header *header)
{
    const struct layout_region *stage2 = layout_region(layout, SECTION_DISK, "stage2");
    const struct layout_region *kernel = layout_region(layout, SECTION_DISK, "kernel");
    uint64_t stage2_start = stage2->start * SECTOR_BYTES;
    uint64_t kernel_start = kernel->start * SECTOR_BYTES;
    uint64_t kernel_room = kernel->rest ? view->size - kernel_start : kernel->size * SECTOR_BYTES;
    uint64_t stage2_end = stage2_start + header->file_bytes;
    uint64_t kernel_end = kernel_start + header->kernel_file_bytes;
    row_print(out, "stage1 code", bytes_used(view->bytes, STAGE1_BPB_END, STAGE1_EXPECTED_OFFSET),
              STAGE1_EXPECTED_OFFSET - STAGE1_BPB_END);
    row_print(out, "stage2 on disk", file_used(view->bytes + stage2_start, header->file_bytes),
              stage2->size * SECTOR_BYTES);
    row_print(out, "kernel on disk",
              file_used(view->bytes + kernel_start, header->kernel_file_bytes), kernel_room);
    floppy_print(out, layout, kernel_end > stage2_end ? kernel_end : stage2_end);
}

void report_print(FILE *out, const struct layout *layout, const struct image_view *view,
                  const struct region_use *uses, size_t use_count)
{
    struct stage2_header header;
    memcpy(&header,
           view->bytes + layout_region(layout, SECTION_DISK, "stage2")->start * SECTOR_BYTES,
           sizeof(header));
    fprintf(out, "%s: %llu MiB, build %08x\n", view->file, (unsigned long long)view->size / MIB,
            header.build_id);
    fprintf(out, "  %-22s %11s %11s %11s\n", "region", "bytes used", "of", "left");
    disk_print(out, layout, view, &header);
    row_print(out, "kernel in memory", header.kernel_memory_bytes,
              layout_region(layout, SECTION_VIRT, "kernel")->size);
    row_print(out, "boot_info in memory", sizeof(struct boot_info),
              layout_region(layout, SECTION_RAM, "boot_info")->size);
    for (size_t index = 0; index < use_count; index++) {
        const struct layout_region *region = layout_region(layout, SECTION_RAM, uses[index].name);
        row_print(out, uses[index].name, uses[index].bytes, region->size);
    }
}
