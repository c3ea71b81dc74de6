/*
 * tables.c: maps the kernel, and the first MiB for the jump to it.
 *
 * [SDM3 4.5]. Called by main.c; the arithmetic is common/paging.c's. What is mapped where:
 *
 *   slot 0      the first MiB but frame 0, one to one: stage2 R-X, the rest RW-. The switch to long
 *               mode runs in it, and its exception report; the kernel drops it.
 *   slot 510    the tables themselves: the recursive mapping
 *   slot 511    kernel (R--, R-X, RW- by its header), stacks, VGA text, boot_info (R--)
 */
#include "stage2/protected/tables.h"

#include "common/paging.h"
#include "gen/layout.h"
#include "stage2/facts.h"
#include "stage2/print.h"
#include "stage2/protected/memory.h"

static struct page_pool pool;

static void map(uint64_t from, uint64_t to, uint64_t bytes, enum page_access access)
{
    enum page_error error = page_map(&pool, virt(from), phys(to), bytes / PAGE_BYTES, access);
    if (error != PAGE_OK) {
        die("paging", "%llu KiB at 0x%llx cannot be mapped: %s.\nThis is a fault of disk.layout.",
            (unsigned long long)(bytes / 1024), (unsigned long long)from, page_error_text(error));
    }
}

static void map_low(uint32_t start, uint32_t end, enum page_access access)
{
    map(start, start, end - start, access);
}

static void map_kernel(const struct kernel_header *header)
{
    uint64_t from = VIRT_KERNEL_START;
    uint64_t to = stage2_facts.kernel_phys;
    uint32_t text = header->text_offset;
    uint32_t data = header->data_offset;
    map(from, to, text, PAGE_READ);
    map(from + text, to + text, data - text, PAGE_EXECUTE);
    map(from + data, to + data, header->memory_bytes - data, PAGE_WRITE);
}

/* Nothing is mapped on either side of a stack: disk.layout leaves the pages free. */
static void map_stacks(void)
{
    uint64_t to = stage2_facts.stacks_phys;
#define MAP_STACK(name, start, size)                                                               \
    map(start, to, size, PAGE_WRITE);                                                              \
    to += (size);
    VIRT_STACKS(MAP_STACK)
#undef MAP_STACK
}

void tables_build(const struct kernel_header *header)
{
    pool = (struct page_pool){
        .tables = memory_at((uint32_t)stage2_facts.page_tables_phys),
        .tables_phys = phys(stage2_facts.page_tables_phys),
        .capacity = (uint32_t)stage2_facts.page_tables_bytes / (uint32_t)PAGE_BYTES,
        .nx = stage2_facts.nx_present,
    };
    enum page_error error = page_pool_start(&pool, VIRT_RECURSIVE_SLOT);
    if (error != PAGE_OK) {
        die("paging", "%s. This is a fault of stage2/plan.h.", page_error_text(error));
    }
    map_low(PAGE_BYTES, RAM_STAGE2_START, PAGE_WRITE);
    map_low(RAM_STAGE2_START, RAM_STAGE2_END, PAGE_EXECUTE);
    map_low(RAM_STAGE2_END, FIRST_MIB, PAGE_WRITE);
    map_kernel(header);
    map_stacks();
    map(VIRT_VGA_TEXT_START, RAM_VGA_TEXT_START, VIRT_VGA_TEXT_SIZE, PAGE_DEVICE);
    map(VIRT_BOOT_INFO_START, RAM_BOOT_INFO_START, VIRT_BOOT_INFO_SIZE, PAGE_READ);
    print_step("paging", "%u tables at 0x%x, slot %u recursive, %s", pool.used,
               (uint32_t)stage2_facts.page_tables_phys, VIRT_RECURSIVE_SLOT,
               stage2_facts.nx_present ? "W^X" : "no W^X without NX");
}
