/*
 * check_parts.c: rules for a single program, before it is laid and when it is found in an image.
 *
 * Called by image.c and check.c. Pure.
 */
#include <string.h>

#include "common/boot_info.h"
#include "mkimage/image.h"
#include "mkimage/variant.h"

/* True when it is a jump of ours, so that the window behind it can be judged. */
static bool jump_check(const uint8_t *code, const char *file, struct findings *findings)
{
    int target;
    if (!variant_jump(code, &target)) {
        finding_add(findings, file, 0,
                    "boot sector: begins %02x %02x %02x, neither EB xx 90 nor 33 C0 EB", code[0],
                    code[1], code[2]);
        return false;
    }
    if (target < STAGE1_BPB_END) {
        finding_add(findings, file, 0,
                    "boot sector: jumps to byte %d, into the BPB window that ends at byte %d",
                    target, STAGE1_BPB_END);
    }
    return true;
}

/* A variant for firmware that wants no block at all. */
static bool window_is_empty(const uint8_t *code)
{
    unsigned offset = STAGE1_BPB_START;
    while (offset < STAGE1_BPB_END && code[offset] == 0) {
        offset++;
    }
    return offset == STAGE1_BPB_END;
}

/* Firmware writes into the window before it jumps (quirk 1), so code there would not survive. Of
 * what firmware reads there are sectors and heads, which the variants tell; the rest is zero. */
static void window_check(const uint8_t *code, const char *file, struct findings *findings)
{
    uint16_t sector_bytes;
    memcpy(&sector_bytes, code + BLOCK_SECTOR_BYTES, sizeof(sector_bytes));
    if (sector_bytes != SECTOR_BYTES && !window_is_empty(code)) {
        finding_add(findings, file, 0, "boot sector: BPB tells %u bytes per sector, not %d",
                    sector_bytes, SECTOR_BYTES);
    }
    if (code[BLOCK_EXTENDED_SIGNATURE] != 0) {
        finding_add(findings, file, 0,
                    "boot sector: byte 0x%02x is 0x%02x; the BPB would look like a FAT volume's",
                    BLOCK_EXTENDED_SIGNATURE, code[BLOCK_EXTENDED_SIGNATURE]);
        return;
    }
    for (unsigned offset = BLOCK_SECTOR_BYTES + sizeof(sector_bytes); offset < STAGE1_BPB_END;
         offset++) {
        bool told = offset >= BLOCK_SECTORS && offset < BLOCK_FIELDS_END;
        if (!told && code[offset] != 0) {
            finding_add(findings, file, 0,
                        "boot sector: byte 0x%02x of the BPB window is 0x%02x, not zero", offset,
                        code[offset]);
            return;
        }
    }
}

void boot_code_check(const uint8_t code[STAGE1_CODE_BYTES], const char *file,
                     struct findings *findings)
{
    if (jump_check(code, file, findings)) {
        window_check(code, file, findings);
    }
}

/* Sections with different permissions cannot share a page [SDM3 4.6]. */
static bool is_page_multiple(uint64_t value)
{
    enum { PAGE = 4096 };
    return value % PAGE == 0;
}

/* stage2 maps from offset to offset, so that one that does not ascend would map nothing, or wrap.
 * Data and .bss may be empty, but there is always a header before .text, and _start in it. */
static void kernel_sections_check(const struct kernel_header *header, const char *file,
                                  struct findings *findings)
{
    if (!is_page_multiple(header->text_offset) || !is_page_multiple(header->data_offset) ||
        !is_page_multiple(header->bss_offset) || !is_page_multiple(header->memory_bytes)) {
        finding_add(findings, file, 0, "kernel header: a section does not begin on a page");
    }
    if (header->text_offset == 0 || header->data_offset <= header->text_offset ||
        header->bss_offset < header->data_offset || header->memory_bytes < header->bss_offset) {
        finding_add(findings, file, 0,
                    "kernel header: sections do not ascend (text 0x%x, data 0x%x, bss 0x%x, "
                    "end 0x%x)",
                    header->text_offset, header->data_offset, header->bss_offset,
                    header->memory_bytes);
    }
}

/* The linker script writes this header; a kernel that was linked for another layout fails here. */
void kernel_header_check(const struct kernel_header *header, uint64_t file_bytes,
                         const struct layout *layout, const char *file, struct findings *findings)
{
    const struct layout_region *region = layout_region(layout, SECTION_VIRT, "kernel");
    if (header->magic != KERNEL_MAGIC) {
        finding_add(findings, file, 0, "kernel begins with 0x%08x, not with its magic 0x%08x",
                    header->magic, KERNEL_MAGIC);
        return;
    }
    kernel_sections_check(header, file, findings);
    if (file_bytes > header->bss_offset) {
        finding_add(findings, file, 0,
                    "kernel header: .bss begins at byte %u, but the file has %llu bytes",
                    header->bss_offset, (unsigned long long)file_bytes);
    }
    unsigned long long entry = region->start + header->text_offset;
    if (header->entry != entry) {
        finding_add(findings, file, 0,
                    "kernel header: entry 0x%llx is not the first byte of .text, 0x%llx",
                    (unsigned long long)header->entry, entry);
    }
    if (header->version != BOOT_INFO_VERSION) {
        finding_add(findings, file, 0,
                    "kernel header: understands boot_info version %u, not version %d",
                    header->version, BOOT_INFO_VERSION);
    }
    if (header->memory_bytes > region->size) {
        finding_add(findings, layout->file, region->line,
                    "the kernel takes %u bytes of memory, %llu more than virt region 'kernel' has",
                    header->memory_bytes,
                    (unsigned long long)(header->memory_bytes - region->size));
    }
}
