/*
 * verify.c: is this the kernel that was built, byte for byte?
 *
 * Called by main.c. Checked here, above 1 MiB and after all copying, and not as it comes from the
 * disk: so the check also covers the BIOS's transfers, the bounce buffer, the lift and the memory.
 */
#include "stage2/protected/verify.h"

#include "common/boot_info.h"
#include "common/paging.h"
#include "common/string.h"
#include "gen/layout.h"
#include "stage2/facts.h"
#include "stage2/print.h"
#include "stage2/protected/crc32c_any.h"
#include "stage2/protected/memory.h"

static bool header_is_sound(const struct kernel_header *header)
{
    uint32_t ends =
        header->text_offset | header->data_offset | header->bss_offset | header->memory_bytes;
    return ends % PAGE_BYTES == 0 && header->text_offset > 0 &&
           header->text_offset < header->data_offset && header->data_offset <= header->bss_offset &&
           header->bss_offset <= header->memory_bytes &&
           header->file_bytes <= header->memory_bytes &&
           header->entry == VIRT_KERNEL_START + header->text_offset;
}

/* A damaged kernel is told from one of another build, because the remedies differ. */
static void check(const struct kernel_header *header, const struct stage2_header *expected,
                  const struct crc32c_tables *tables)
{
    if (header->magic != KERNEL_MAGIC) {
        die("verify",
            "no kernel at LBA %u: magic %08x, not %08x.\n"
            "Write the image again, all of it.",
            expected->kernel_lba, header->magic, KERNEL_MAGIC);
    }
    if (header->build_id != expected->build_id) {
        die("verify",
            "kernel of build %08x, stage2 of build %08x.\n"
            "Write the whole image again, not a part of it.",
            header->build_id, expected->build_id);
    }
    uint32_t crc = crc32c_any(tables, header, expected->kernel_file_bytes);
    if (crc != expected->kernel_crc32c) {
        die("verify",
            "the kernel is damaged: CRC-32C %08x, not %08x.\n"
            "Write the image again; if that does not help, test the stick and the memory.",
            crc, expected->kernel_crc32c);
    }
    if (!header_is_sound(header) || header->version != BOOT_INFO_VERSION ||
        header->file_bytes != expected->kernel_file_bytes ||
        header->memory_bytes != expected->kernel_memory_bytes) {
        die("verify",
            "the kernel's header contradicts itself or wants\nanother hand-over "
            "(version %u, ours is %u). Build kernel and stage2 together.",
            header->version, BOOT_INFO_VERSION);
    }
}

const struct kernel_header *kernel_verify(const struct stage2_header *expected,
                                          const struct crc32c_tables *tables)
{
    struct kernel_header *header = memory_at((uint32_t)stage2_facts.kernel_phys);
    check(header, expected, tables);
    memset((uint8_t *)header + header->bss_offset, 0, header->memory_bytes - header->bss_offset);
    print_step("verify", "kernel CRC-32C %08x, build %08x, by %s", expected->kernel_crc32c,
               header->build_id, stage2_facts.sse42_present ? "the CRC32 instruction" : "table");
    return header;
}
