/*
 * check.c: the image linter: reads an image as firmware and the boot chain do, and finds fault.
 *
 * Comes from main.c, with an image just built or any other file, so nothing in the bytes may be
 * relied on: every offset is compared with the file's length before it is used. The disk signature
 * and the two bytes after it are outside every check, since other systems rewrite them
 * (quirk 13). Pure.
 *
 *   sector 0 --stage2_sectors--> stage2 --kernel_file_bytes--> kernel
 *
 * It follows the chain as stage1 and stage2 do. Where a link is broken, what is behind it cannot
 * be found and is not judged.
 */
#include <string.h>

#include "mkimage/image.h"
#include "mkimage/mbr.h"
#include "mkimage/variant.h"

/* One run: what is judged, against what, and the three headers as they are found on the way. */
struct lint {
    const struct image_view *view;
    const struct layout *layout;
    struct findings *findings;
    struct stage1_header stage1;
    struct stage2_header stage2;
    struct kernel_header kernel;
};

#define REPORT(lint, ...) finding_add((lint)->findings, (lint)->view->file, 0, __VA_ARGS__)

/* At most one finding: each of these would bring the next with it. */
static void size_check(const struct lint *lint)
{
    unsigned long long size = lint->view->size;
    unsigned long long minimum = lint->layout->values[DISK_VALUE_IMAGE_MINIMUM];
    unsigned long long maximum = lint->layout->values[DISK_VALUE_IMAGE_MAXIMUM];
    if (size % SECTOR_BYTES != 0) {
        REPORT(lint, "size: %llu bytes are not whole sectors", size);
    } else if (size < minimum) {
        REPORT(lint, "size: %llu bytes, less than the %llu of the smallest image", size, minimum);
    } else if (size > maximum) {
        REPORT(lint, "size: %llu bytes, more than the %llu of the largest image", size, maximum);
    } else if ((size & (size - 1)) != 0) {
        REPORT(lint, "size: %llu bytes are not a power of two, as SD cards need", size);
    }
}

/* Firmware may use the CHS instead of the LBA, so they have to name the same sector (quirk 8). */
static void chs_check(const struct lint *lint, unsigned number, const char *which, uint64_t lba,
                      const uint8_t found[CHS_BYTES])
{
    uint8_t wanted[CHS_BYTES];
    chs_encode(lint->layout, lba, wanted);
    if (memcmp(found, wanted, sizeof(wanted)) != 0) {
        REPORT(lint,
               "partition table: entry %u: CHS of its %s sector is %02X %02X %02X, not %02X %02X "
               "%02X",
               number, which, found[0], found[1], found[2], wanted[0], wanted[1], wanted[2]);
    }
}

/*
 * The entry is compared with the one that mkimage would write for a file of this length, field by
 * field, so that every difference is told in its own words. An entry that ends before or beyond the
 * file comes from an image that was cut, or copied without telling the table.
 */
static void active_entry_check(const struct lint *lint, unsigned number,
                               const struct mbr_entry *entry)
{
    struct mbr_entry wanted = mbr_entry_make(lint->layout, lint->view->size);
    uint64_t end = (uint64_t)entry->first_lba + entry->sectors;
    uint64_t file_end = lint->view->size / SECTOR_BYTES;
    if (entry->type != wanted.type) {
        REPORT(lint, "partition table: entry %u: type 0x%02x, not 0x%02x", number, entry->type,
               wanted.type);
    }
    if (entry->first_lba != wanted.first_lba) {
        REPORT(lint, "partition table: entry %u begins at sector %u, not %u", number,
               entry->first_lba, wanted.first_lba);
    }
    if (end != file_end) {
        REPORT(lint, "partition table: entry %u ends at sector %llu, but the image at %llu", number,
               (unsigned long long)end, (unsigned long long)file_end);
    }
    chs_check(lint, number, "first", entry->first_lba, entry->first_chs);
    if (entry->sectors != 0) {
        chs_check(lint, number, "last", end - 1, entry->last_chs);
    }
}

/* Firmware boots the active entry. With none it skips the disk, with two some call the table
 * invalid (quirk 6). */
static void active_count_check(const struct lint *lint, const unsigned *active, unsigned count)
{
    static const char *const counts[] = {"no", "one", "two", "three", "four"};
    char numbers[sizeof("1, 2, 3 and 4")] = "";
    for (unsigned index = 0; index < count; index++) {
        const char *before = index == 0 ? "" : index + 1 == count ? " and " : ", ";
        size_t length = strlen(numbers);
        snprintf(numbers + length, sizeof(numbers) - length, "%s%u", before, active[index]);
    }
    if (count == 0) {
        REPORT(lint, "partition table: no active entry");
    } else if (count > 1) {
        REPORT(lint, "partition table: %s active entries (%s)", counts[count], numbers);
    }
}

/* An entry of ours is active; others do not belong into an image that holds nothing else. */
static void partitions_check(const struct lint *lint)
{
    static const struct mbr_entry empty;
    struct mbr_entry entries[MBR_ENTRIES];
    unsigned active[MBR_ENTRIES];
    unsigned active_count = 0;
    memcpy(entries, lint->view->bytes + MBR_TABLE_OFFSET, sizeof(entries));
    for (unsigned index = 0; index < MBR_ENTRIES; index++) {
        const struct mbr_entry *entry = &entries[index];
        if (entry->status == MBR_STATUS_ACTIVE) {
            active[active_count++] = index + 1;
        } else if (entry->status != 0) {
            REPORT(lint, "partition table: entry %u: status 0x%02x is neither 0x00 nor 0x80",
                   index + 1, entry->status);
        } else if (memcmp(entry, &empty, sizeof(empty)) != 0) {
            REPORT(lint, "partition table: entry %u is neither active nor empty", index + 1);
        }
    }
    active_count_check(lint, active, active_count);
    if (active_count == 1) {
        active_entry_check(lint, active[0], &entries[active[0] - 1]);
    }
}

/* Each part is sound by itself; together they are an image that mkimage makes, or a mixture. */
static void variant_check(const struct lint *lint)
{
    if (variant_of(lint->view->bytes) == NULL) {
        REPORT(lint, "boot sector: its first byte, its BPB's sectors and heads, and the entry that "
                     "is active are of no variant together");
    }
}

/* [UEFI 5.2.1] Firmware looks at the last two bytes before it looks at anything else. */
static void sector_0_check(const struct lint *lint)
{
    const uint8_t *bytes = lint->view->bytes;
    uint16_t magic;
    memcpy(&magic, bytes + MBR_MAGIC_OFFSET, sizeof(magic));
    if (magic != MBR_MAGIC) {
        REPORT(lint, "boot sector: ends %02X %02X, not 55 AA", bytes[MBR_MAGIC_OFFSET],
               bytes[MBR_MAGIC_OFFSET + 1]);
    }
    unsigned found = lint->findings->count;
    boot_code_check(bytes, lint->view->file, lint->findings);
    partitions_check(lint);
    if (lint->findings->count == found) {
        variant_check(lint);
    }
}

/* True when [start, start + bytes) was read. */
static bool view_has(const struct lint *lint, uint64_t start, uint64_t bytes)
{
    return start <= lint->view->count && bytes <= lint->view->count - start;
}

static uint64_t region_offset(const struct lint *lint, const char *name)
{
    return layout_region(lint->layout, SECTION_DISK, name)->start * SECTOR_BYTES;
}

/* The checks that stage1 makes, and in its order. True when stage2's header can be read, so that
 * the kernel can be looked for. */
static bool stage2_check(struct lint *lint)
{
    uint64_t start = region_offset(lint, "stage2");
    uint64_t most = layout_region(lint->layout, SECTION_DISK, "stage2")->size;
    uint32_t expected;
    memcpy(&expected, lint->view->bytes + STAGE1_EXPECTED_OFFSET, sizeof(expected));
    if (expected != STAGE2_MAGIC) {
        REPORT(lint, "stage1: wants stage2 to begin with 0x%08x, not with its magic 0x%08x",
               expected, STAGE2_MAGIC);
    }
    memcpy(&lint->stage1, lint->view->bytes + STAGE1_HEADER_OFFSET, sizeof(lint->stage1));
    uint16_t sectors = lint->stage1.stage2_sectors;
    if (sectors < 1 || sectors > most) {
        REPORT(lint, "stage1 header: reads %u sectors of stage2; it has 1 to %llu", sectors,
               (unsigned long long)most);
        return false;
    }
    uint64_t bytes = (uint64_t)sectors * SECTOR_BYTES;
    if (!view_has(lint, start, bytes)) {
        REPORT(lint, "stage2: the file ends before sector %llu",
               (unsigned long long)((start + bytes) / SECTOR_BYTES));
        return false;
    }
    const uint8_t *stage2 = lint->view->bytes + start;
    memcpy(&lint->stage2, stage2, sizeof(lint->stage2));
    if (lint->stage2.magic != STAGE2_MAGIC) {
        REPORT(lint, "stage2: begins with 0x%08x, not with its magic 0x%08x", lint->stage2.magic,
               STAGE2_MAGIC);
        return false;
    }
    if (lint->stage2.file_bytes != bytes) {
        REPORT(lint, "stage2: its header tells %u bytes, but stage1 reads %llu",
               lint->stage2.file_bytes, (unsigned long long)bytes);
    }
    uint32_t sum = words_sum(stage2, (size_t)bytes);
    if (sum != 0) {
        REPORT(lint, "stage2: its words add up to 0x%08x, not to 0", sum);
    }
    return true;
}

/* True when all of the kernel was read. */
static bool kernel_place_check(const struct lint *lint)
{
    uint64_t start = region_offset(lint, "kernel");
    const struct stage2_header *stage2 = &lint->stage2;
    if (stage2->kernel_lba != start / SECTOR_BYTES) {
        REPORT(lint, "stage2: looks for the kernel at sector %u; the layout says %llu",
               stage2->kernel_lba, (unsigned long long)(start / SECTOR_BYTES));
    }
    if (stage2->kernel_file_bytes == 0 || stage2->kernel_file_bytes % SECTOR_BYTES != 0) {
        REPORT(lint, "stage2: tells %u bytes of kernel, not whole sectors",
               stage2->kernel_file_bytes);
        return false;
    }
    if (!view_has(lint, start, stage2->kernel_file_bytes)) {
        REPORT(lint, "kernel: the file ends before the kernel's %u bytes do",
               stage2->kernel_file_bytes);
        return false;
    }
    return true;
}

/* Stages of different builds do not know each other's structures; stage1 and stage2 refuse them. */
static void build_ids_check(const struct lint *lint, const uint8_t *kernel)
{
    uint32_t id = lint->stage1.build_id;
    if (id != lint->stage2.build_id || id != lint->kernel.build_id) {
        REPORT(lint, "build ID: stage1 has %08x, stage2 %08x, the kernel %08x", id,
               lint->stage2.build_id, lint->kernel.build_id);
        return;
    }
    const uint8_t *stage2 = lint->view->bytes + region_offset(lint, "stage2");
    uint32_t computed = build_id_compute(stage2, (size_t)lint->stage1.stage2_sectors * SECTOR_BYTES,
                                         kernel, lint->stage2.kernel_file_bytes);
    if (id != computed) {
        REPORT(lint, "build ID: the headers have %08x, but their files make %08x", id, computed);
    }
}

/* The checks that stage2 makes before it climbs. */
static void kernel_check(struct lint *lint)
{
    const uint8_t *kernel = lint->view->bytes + region_offset(lint, "kernel");
    const struct stage2_header *stage2 = &lint->stage2;
    memcpy(&lint->kernel, kernel, sizeof(lint->kernel));
    kernel_header_check(&lint->kernel, stage2->kernel_file_bytes, lint->layout, lint->view->file,
                        lint->findings);
    if (lint->kernel.file_bytes != stage2->kernel_file_bytes) {
        REPORT(lint, "kernel header: tells %u bytes, but stage2 reads %u", lint->kernel.file_bytes,
               stage2->kernel_file_bytes);
    }
    if (lint->kernel.memory_bytes != stage2->kernel_memory_bytes) {
        REPORT(lint, "kernel header: takes %u bytes of memory, but stage2 reserves %u",
               lint->kernel.memory_bytes, stage2->kernel_memory_bytes);
    }
    uint32_t crc = crc_compute(kernel, stage2->kernel_file_bytes);
    if (crc != stage2->kernel_crc32c) {
        REPORT(lint, "kernel: its CRC-32C is %08x, but stage2 expects %08x", crc,
               stage2->kernel_crc32c);
    }
    build_ids_check(lint, kernel);
}

/* [start, end) of the file, as far as it was read, is zero. The first other byte is enough. */
static void gap_check(const struct lint *lint, uint64_t start, uint64_t end)
{
    const struct image_view *view = lint->view;
    uint64_t stop = end < view->count ? end : view->count;
    for (uint64_t offset = start; offset < stop; offset++) {
        if (view->bytes[offset] != 0) {
            REPORT(lint, "sector %llu: not empty, though nothing belongs there",
                   (unsigned long long)(offset / SECTOR_BYTES));
            return;
        }
    }
}

/* Nothing lies between and behind the programs, or two builds of one tree would differ. The layout
 * may have stage2 and kernel in either order. */
static void gaps_check(const struct lint *lint)
{
    uint64_t stage2 = region_offset(lint, "stage2");
    uint64_t stage2_end = stage2 + (uint64_t)lint->stage1.stage2_sectors * SECTOR_BYTES;
    uint64_t kernel = region_offset(lint, "kernel");
    uint64_t kernel_end = kernel + lint->stage2.kernel_file_bytes;
    bool kernel_last = kernel > stage2;
    gap_check(lint, SECTOR_BYTES, kernel_last ? stage2 : kernel);
    gap_check(lint, kernel_last ? stage2_end : kernel_end, kernel_last ? kernel : stage2);
    gap_check(lint, kernel_last ? kernel_end : stage2_end, lint->view->count);
}

void image_check(const struct image_view *view, const struct layout *layout,
                 struct findings *findings)
{
    struct lint lint = {.view = view, .layout = layout, .findings = findings};
    if (view->count < SECTOR_BYTES) {
        REPORT(&lint, "size: %llu bytes, less than one sector", (unsigned long long)view->size);
        return;
    }
    size_check(&lint);
    sector_0_check(&lint);
    if (!stage2_check(&lint) || !kernel_place_check(&lint)) {
        return;
    }
    kernel_check(&lint);
    gaps_check(&lint);
}
