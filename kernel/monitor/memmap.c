/*
 * memmap.c: `memmap` shows the firmware's memory map and the clean one side by side (row 02-4).
 *
 * On the left each answer as it came; on the right what stage2 made of them and of its own claims
 * (common/memory_map.h). The two do not match row by row: answers may overlap or come in any order.
 */
#include "common/format.h"
#include "kernel/boot.h"
#include "kernel/core/checksum.h"
#include "kernel/core/boot_facts.h"
#include "kernel/core/size_text.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

enum { KIND_BYTES = 20, RAW_COLUMNS = 37, KIB = 1024 };

static const char *raw_kind(char text[KIND_BYTES], uint32_t type)
{
    static const char *const names[] = {
        [E820_USABLE] = "usable",
        [E820_RESERVED] = "reserved",
        [E820_ACPI_RECLAIMABLE] = "ACPI",
        [E820_ACPI_NVS] = "ACPI NVS",
        [E820_BAD] = "bad",
    };
    if (type < ARRAY_LENGTH(names) && names[type]) {
        return names[type];
    }
    format_buffer(text, KIND_BYTES, "type %x", type);
    return text;
}

static void print_range(uint64_t base, uint64_t end, uint64_t size, uint32_t columns,
                        const char *kind)
{
    char text[SIZE_TEXT_BYTES];
    print("%10llx-%-11llx %5s %-*s", (unsigned long long)base, (unsigned long long)end,
          size_text(text, size), (int)columns, kind);
}

static void print_raw(const struct boot_info *info, uint64_t number)
{
    char kind[KIND_BYTES];
    if (number >= info->raw_count) {
        print("%*s", RAW_COLUMNS, "");
        return;
    }
    const struct e820_entry *entry = &info->raw[number];
    print_range(entry->base, entry->base + entry->length, entry->length, sizeof("reserved") - 1,
                raw_kind(kind, entry->type));
}

static void print_clean(const struct boot_info *info, uint64_t number)
{
    if (number >= info->clean_count) {
        return;
    }
    const struct memory_range *range = &info->clean[number];
    const char *name =
        range->kind == MEMORY_ACPI_RECLAIMABLE ? "ACPI" : memory_kind_name(range->kind);
    print_colour(range->kind == MEMORY_USABLE ? VGA_LIGHT_GREEN
                 : range->kind == MEMORY_HOLE ? VGA_DARK_GRAY
                                              : PRINT_COLOUR);
    print_range(range->base, range->end, range->end - range->base, 0, name);
    print_colour(PRINT_COLOUR);
}

static void print_sums(const struct boot_info *info)
{
    uint32_t sum = checksum(0, info->raw, info->raw_count * sizeof(info->raw[0]));
    print("%u entries by %s, CRC-32C %08x%s; %u ranges, %llu KiB usable\n", info->raw_count,
          boot_memory_text(info->memory_method), sum,
          sum == info->raw_crc32c ? "" : " (changed since boot)", info->clean_count,
          (unsigned long long)(boot_usable_bytes(info) / KIB));
}

static bool memmap_start(struct command_run *run)
{
    const struct boot_info *info = boot_info();
    run->end = info->raw_count > info->clean_count ? info->raw_count : info->clean_count;
    command_label("      firmware: base and end            clean map: base and end\n", 0);
    return true;
}

static bool memmap_next(struct command_run *run)
{
    const struct boot_info *info = boot_info();
    if (run->at == run->end) {
        print_sums(info);
        return false;
    }
    print_raw(info, run->at);
    print_clean(info, run->at);
    print("\n");
    run->at++;
    return true;
}

COMMAND(memmap) = {
    .name = "memmap",
    .usage = "",
    .summary = "the firmware's memory map and the clean one, side by side",
    .detail = "Left: the answers as they came, in their order. Right: each page once, its kind\n"
              "the most restrictive of all that was said of it. An end is the first byte\n"
              "that no longer belongs to the range.",
    .example = "memmap",
    .start = memmap_start,
    .next = memmap_next,
};
