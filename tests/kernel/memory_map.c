/*
 * memory_map.c: the clean map that stage2 hands over (rows 02-4, 02-18, 02-19).
 */
#include "common/boot_info.h"
#include "common/crc32c.h"
#include "common/paging.h"
#include "gen/layout.h"
#include "kernel/mem/walk.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"

static const struct boot_info *const info = (const struct boot_info *)VIRT_BOOT_INFO_START;

static bool map_is_gapless(void)
{
    uint64_t end = 0;
    for (uint32_t i = 0; i < info->clean_count; i++) {
        const struct memory_range *range = &info->clean[i];
        if (range->base != end || range->end <= range->base || range->base % PAGE_BYTES) {
            return false;
        }
        end = range->end;
    }
    return end > 0;
}

static uint64_t raw_end(void)
{
    uint64_t end = 0;
    for (uint32_t i = 0; i < info->raw_count; i++) {
        uint64_t raw = info->raw[i].base + info->raw[i].length;
        end = raw > end ? raw : end;
    }
    return (end + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
}

/* What each kind has adds up to all that the firmware has told of. */
static bool kinds_add_up(void)
{
    uint64_t bytes[MEMORY_KINDS] = {0};
    for (uint32_t i = 0; i < info->clean_count && info->clean[i].kind < MEMORY_KINDS; i++) {
        bytes[info->clean[i].kind] += info->clean[i].end - info->clean[i].base;
    }
    uint64_t sum = 0;
    for (uint32_t kind = 0; kind < MEMORY_KINDS; kind++) {
        sum += bytes[kind];
    }
    return sum > 0 && sum == raw_end();
}

static uint32_t kind_at(uint64_t address)
{
    for (uint32_t i = 0; i < info->clean_count; i++) {
        if (address >= info->clean[i].base && address < info->clean[i].end) {
            return info->clean[i].kind;
        }
    }
    return MEMORY_HOLE;
}

static bool kind_is(uint64_t base, uint64_t bytes, uint32_t kind)
{
    for (uint64_t page = base; page < base + bytes; page += PAGE_BYTES) {
        if (kind_at(page) != kind) {
            return false;
        }
    }
    return bytes > 0;
}

static bool usable_is_what_the_firmware_says(void)
{
    for (uint32_t i = 0; i < info->clean_count; i++) {
        const struct memory_range *range = &info->clean[i];
        bool found = range->kind != MEMORY_USABLE;
        for (uint32_t j = 0; j < info->raw_count && !found; j++) {
            const struct e820_entry *raw = &info->raw[j];
            found = raw->type == E820_USABLE && range->base >= raw->base &&
                    range->end <= raw->base + raw->length;
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static bool raw_crc_holds(void)
{
    static struct crc32c_tables tables;
    crc32c_prepare(&tables);
    return crc32c(&tables, 0, info->raw, info->raw_count * sizeof(info->raw[0])) ==
           info->raw_crc32c;
}

static bool trace_climbs(void)
{
    for (uint32_t i = 0; i < info->trace_count; i++) {
        if (info->trace[i].step != i ||
            (i > STEP_CPU && info->trace[i].tsc <= info->trace[i - 1].tsc)) {
            return false;
        }
    }
    return info->trace_count == BOOT_STEP_COUNT;
}

void kernel_run(void)
{
    guest_check("clean map is sorted, disjoint and gapless", map_is_gapless());
    guest_check("sum of all kinds is the span", kinds_add_up());
    guest_check("raw map arrived as it was sent", raw_crc_holds());
    guest_check("usable is only what the firmware calls usable",
                usable_is_what_the_firmware_says());
    guest_check("frame zero is nobody's", kind_is(0, PAGE_BYTES, MEMORY_FRAME_ZERO));
    guest_check("stage2 is told",
                kind_is(RAM_STAGE2_START, RAM_STAGE2_SIZE + RAM_BOUNCE_SIZE, MEMORY_STAGE2));
    guest_check("boot_info is told",
                kind_is(RAM_BOOT_INFO_START, RAM_BOOT_INFO_SIZE, MEMORY_BOOT_INFO));
    guest_check("kernel is told",
                kind_is(info->kernel_phys, info->kernel_memory_bytes, MEMORY_KERNEL));
    guest_check("stacks are told", kind_is(info->stacks_phys, info->stacks_bytes, MEMORY_STACKS));
    guest_check("page tables are told",
                kind_is(info->page_tables_phys, info->page_tables_bytes, MEMORY_PAGE_TABLES));
    guest_check("trace has every step, in order", trace_climbs());
    guest_check("page zero is not mapped", walk_leaf(virt(0)) == 0);
    guest_check("no low page is mapped", walk_leaf(virt(RAM_STAGE2_START)) == 0);
    guest_end();
}
