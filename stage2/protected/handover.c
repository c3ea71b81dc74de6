/*
 * handover.c: from stage2's facts to the kernel's boot_info.
 *
 * Called by main.c, last before the climb to long mode. The firmware's own map goes along
 * untouched; the clean one is computed here, when all of our own claims are known.
 */
#include "stage2/protected/handover.h"

#include "common/string.h"
#include "gen/layout.h"
#include "stage2/facts.h"
#include "stage2/print.h"
#include "stage2/protected/crc32c_any.h"
#include "stage2/protected/memory.h"
#include "stage2/source.h"

_Static_assert(sizeof(struct boot_info) <= RAM_BOOT_INFO_SIZE, "boot_info outgrew its line");
_Static_assert(offsetof(struct boot_info, trace) % CRC32C_STEP_BYTES == 0, "for crc32c_any");

static void write_disk(struct boot_info *info)
{
    info->boot_drive = stage2_facts.boot_drive;
    info->disk_method = stage2_facts.disk_method;
    info->edd_version = stage2_facts.edd_version;
    info->disk_cylinders = stage2_facts.disk_cylinders;
    info->disk_heads = stage2_facts.disk_heads;
    info->disk_sectors = stage2_facts.disk_sectors;
    info->disk_reads = stage2_facts.disk_reads;
    info->disk_retries = stage2_facts.disk_retries;
}

static void write_places(struct boot_info *info, const struct stage2_header *header)
{
    info->kernel_phys = stage2_facts.kernel_phys;
    info->kernel_memory_bytes = header->kernel_memory_bytes;
    info->kernel_crc32c = header->kernel_crc32c;
    info->stacks_phys = stage2_facts.stacks_phys;
    info->stacks_bytes = VIRT_STACKS_BYTES;
    info->page_tables_phys = stage2_facts.page_tables_phys;
    info->page_tables_bytes = stage2_facts.page_tables_bytes;
    info->nx_present = stage2_facts.nx_present;
    info->serial_ready = stage2_facts.serial_ready;
    info->a20_method = stage2_facts.a20_method;
}

static void write_maps(struct boot_info *info, const struct crc32c_tables *tables)
{
    uint32_t raw_bytes = stage2_facts.raw_count * (uint32_t)sizeof(stage2_facts.raw[0]);
    info->memory_method = stage2_facts.memory_method;
    info->raw_count = stage2_facts.raw_count;
    info->raw_lost = stage2_facts.raw_lost;
    memcpy(info->raw, stage2_facts.raw, raw_bytes);
    info->raw_crc32c = crc32c(tables, 0, info->raw, raw_bytes);

    struct memory_range claims[CLAIMS];
    struct memory_source source = memory_source(&stage2_facts, claims);
    uint32_t ranges = memory_map_clean(&source, info->clean, BOOT_CLEAN_CAPACITY);
    info->clean_count = ranges < BOOT_CLEAN_CAPACITY ? ranges : BOOT_CLEAN_CAPACITY;
    info->clean_lost = ranges - info->clean_count;
}

struct boot_info *handover_write(const struct stage2_header *header,
                                 const struct crc32c_tables *tables)
{
    struct boot_info *info = memory_at(RAM_BOOT_INFO_START);
    memset(info, 0, sizeof(*info));
    info->magic = BOOT_INFO_MAGIC;
    info->version = BOOT_INFO_VERSION;
    info->size_bytes = sizeof(*info);
    info->build_id = header->build_id;
    write_disk(info);
    write_places(info, header);
    write_maps(info, tables);
    print_step("handover", "raw map %u entries, CRC-32C %08x; clean map %u ranges", info->raw_count,
               info->raw_crc32c, info->clean_count);
    return info;
}

struct boot_trace_record *handover_seal(struct boot_info *info, const struct crc32c_tables *tables)
{
    uint32_t count = stage2_facts.trace_count;
    if (count == BOOT_TRACE_CAPACITY) {
        count--; /* the last record belongs to long mode */
    }
    memcpy(info->trace, stage2_facts.trace, count * sizeof(info->trace[0]));
    info->trace_count = count + 1;
    info->crc32c = crc32c_any(tables, info, offsetof(struct boot_info, trace));
    return &info->trace[count];
}
