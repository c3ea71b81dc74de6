/*
 * layout_memory.c: what the CPU, the BIOS and the programs ask of physical and virtual memory.
 *
 * Called by layout_check.c for a layout whose ranges are sound. Every rule names the limit that it
 * comes from: real mode's segments, the disk controller's DMA, canonical addresses [SDM1 3.3.7.1],
 * the kernel's code model [SysV ABI 3.5.1]. Pure.
 */
#include "common/boot_info.h"
#include "common/image.h"
#include "mkimage/layout_check.h"

enum {
    STAGE1_ADDRESS = 0x7c00, /* where firmware loads sector 0 */
    ADDRESS_BITS = 64,
    VIRT_BITS = 48, /* of a canonical address with four levels of tables */
};

#define KIB              1024ull
#define GIB              (KIB * KIB * KIB)
#define REAL_MODE_END    (64 * KIB)  /* what 16-bit code reaches without a far pointer */
#define LOW_MEMORY_END   (640 * KIB) /* the video memory's window begins */
#define DMA_LINE_BYTES   (64 * KIB)  /* a transfer may not cross a multiple of it (quirk 26) */
#define LEVEL_4_BYTES    (512 * GIB) /* that one entry of the level-4 table maps */
#define CODE_MODEL_START (UINT64_MAX - 2 * GIB + 1) /* gcc's -mcmodel=kernel: the top 2 GiB */

/* 16-bit code has segment 0 in every segment register, and so 64 KiB. Above 640 KiB lie the screen
 * and the BIOS, and often the BIOS's own data just below; RAM beyond that is not ours to plan:
 * stage2 takes it from the firmware's map. */
static void check_ram_reach(const struct checker *checker)
{
    static const char *const real_mode[] = {"bios_buffer", "real_bss", "real_stack", "stage1",
                                            "stage2"};
    const struct layout *layout = checker->layout;
    for (size_t index = 0; index < ARRAY_LENGTH(real_mode); index++) {
        const struct layout_region *region = layout_region(layout, SECTION_RAM, real_mode[index]);
        if (region_end(region) > REAL_MODE_END) {
            FAULT(checker, region, "ram region '%s' ends above 64 KiB, out of 16-bit code's reach",
                  region->name);
        }
    }
    for (unsigned index = 0; index < layout->region_count[SECTION_RAM]; index++) {
        const struct layout_region *region = &layout->regions[SECTION_RAM][index];
        if (!region->mmio && region_end(region) > LOW_MEMORY_END) {
            FAULT(checker, region, "ram region '%s' ends above 640 KiB, where no RAM need be",
                  region->name);
        }
    }
}

/* Where a disk transfer lands: DMA of old controllers wraps at 64 KiB lines (quirk 26). */
static void check_read_buffers(const struct checker *checker)
{
    static const char *const read_into[] = {"stage2", "bounce"};
    for (size_t index = 0; index < ARRAY_LENGTH(read_into); index++) {
        const struct layout_region *region =
            layout_region(checker->layout, SECTION_RAM, read_into[index]);
        if (region->start / DMA_LINE_BYTES != (region_end(region) - 1) / DMA_LINE_BYTES) {
            FAULT(checker, region, "ram region '%s' crosses a 64 KiB line; the BIOS reads into it",
                  region->name);
        }
        if (region->start % SECTOR_BYTES != 0) {
            FAULT(checker, region, "ram region '%s' is not aligned to a sector", region->name);
        }
    }
}

/* Each program's place is large enough for what comes there. */
void layout_check_ram(const struct checker *checker)
{
    const struct layout *layout = checker->layout;
    check_ram_reach(checker);
    check_read_buffers(checker);
    const struct layout_region *stage1 = layout_region(layout, SECTION_RAM, "stage1");
    if (stage1->start != STAGE1_ADDRESS || stage1->size != SECTOR_BYTES) {
        FAULT(checker, stage1,
              "ram region 'stage1' is not the %d bytes at 0x%x that firmware loads", SECTOR_BYTES,
              STAGE1_ADDRESS);
    }
    const struct layout_region *stage2 = layout_region(layout, SECTION_RAM, "stage2");
    uint64_t stage2_bytes = layout_region(layout, SECTION_DISK, "stage2")->size * SECTOR_BYTES;
    if (stage2->size < stage2_bytes) {
        FAULT(checker, stage2, "ram region 'stage2' is smaller than the %llu bytes on the disk",
              (unsigned long long)stage2_bytes);
    }
    const struct layout_region *boot_info = layout_region(layout, SECTION_RAM, "boot_info");
    if (boot_info->size < sizeof(struct boot_info)) {
        FAULT(checker, boot_info,
              "ram region 'boot_info' is smaller than the structure's %zu bytes",
              sizeof(struct boot_info));
    }
}

/* Moves bit 47 up to the sign and, with a signed shift, down again over all bits above it. */
static bool address_is_canonical(uint64_t address)
{
    return (uint64_t)((int64_t)(address << (ADDRESS_BITS - VIRT_BITS)) >>
                      (ADDRESS_BITS - VIRT_BITS)) == address;
}

/* [SDM1 3.3.7.1] Bits 63 to 47 are all alike, and the same in the first byte and in the last. */
static void check_virt_range(const struct checker *checker, const struct layout_region *region)
{
    uint64_t last = region_end(region) - 1;
    if (!address_is_canonical(region->start) ||
        region->start >> (VIRT_BITS - 1) != last >> (VIRT_BITS - 1)) {
        FAULT(checker, region, "virt region '%s' is not canonical (bits 63 to 47 alike)",
              region->name);
    } else if (region->start < LEVEL_4_BYTES) {
        FAULT(checker, region, "virt region '%s' begins in slot 0, which the kernel unmaps",
              region->name);
    }
    if (region->start % LAYOUT_PAGE_BYTES != 0 || region->size % LAYOUT_PAGE_BYTES != 0) {
        FAULT(checker, region, "virt region '%s' is not made of whole pages of %d bytes",
              region->name, LAYOUT_PAGE_BYTES);
    }
}

/* The same bytes, seen at a physical and at a virtual address; the paging unit maps whole pages. */
static void check_same_size(const struct checker *checker, const char *name)
{
    const struct layout_region *ram = layout_region(checker->layout, SECTION_RAM, name);
    const struct layout_region *virt = layout_region(checker->layout, SECTION_VIRT, name);
    if (ram->size != virt->size) {
        FAULT(checker, virt, "virt region '%s' is not as large as the ram region of line %u", name,
              ram->line);
    }
    if (ram->start % LAYOUT_PAGE_BYTES != 0) {
        FAULT(checker, ram, "ram region '%s' is mapped, but does not begin on a page", name);
    }
}

/* The recursive slot is one whole entry of level 4: its index is what VIRT_RECURSIVE_SLOT becomes.
 * It cannot be the last slot, since a region's end may not wrap to 0. */
void layout_check_virt(const struct checker *checker)
{
    const struct layout *layout = checker->layout;
    for (unsigned index = 0; index < layout->region_count[SECTION_VIRT]; index++) {
        check_virt_range(checker, &layout->regions[SECTION_VIRT][index]);
    }
    const struct layout_region *recursive = layout_region(layout, SECTION_VIRT, "recursive");
    if (recursive->size != LEVEL_4_BYTES || recursive->start % LEVEL_4_BYTES != 0) {
        FAULT(checker, recursive, "virt region 'recursive' is not the 512G of one level-4 slot");
    }
    const struct layout_region *kernel = layout_region(layout, SECTION_VIRT, "kernel");
    if (kernel->start < CODE_MODEL_START) {
        FAULT(checker, kernel,
              "virt region 'kernel' begins below the top 2 GiB, out of its code's "
              "32-bit addresses");
    }
    check_same_size(checker, "vga_text");
    check_same_size(checker, "boot_info");
}
