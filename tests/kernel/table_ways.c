/*
 * table_ways.c: the same translations, four ways: through the recursive window, a complete map of
 * physical memory, a temporary mapping, and an identity map; and pages of every size.
 *
 * Rows 08-12, 09-1, 09-5, 09-6.
 */
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "kernel/core/page_list.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/paging_report.h"
#include "kernel/mem/phys_window.h"
#include "kernel/mem/temporary.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "kernel/sections.h"
#include "tests/kernel/guest/frames.h"
#include "tests/kernel/guest/guest.h"

#define FAR_PAGE 0xdeadbeaf000ull
#define FAR_SLOT 0x8000000000ull /* slot 1 */

static const struct boot_info *const info = (const struct boot_info *)VIRT_BOOT_INFO_START;

/* The end of RAM, in whole pages of 2 MiB: what lies above it is no table. */
static uint64_t memory_end(void)
{
    uint64_t end = 0;
    for (uint32_t i = 0; i < info->clean_count; i++) {
        const struct memory_range *range = &info->clean[i];
        end = range->kind == MEMORY_USABLE && range->end > end ? range->end : end;
    }
    uint64_t bytes = page_bytes(PAGE_LEVEL_2M);
    return (end + bytes - 1) / bytes * bytes;
}

/* --- an identity map ---------------------------------------------------------------------------
 */

static bool identity_map(uint64_t end)
{
    for (uint64_t at = 0; at < end; at += page_bytes(PAGE_LEVEL_2M)) {
        if (table_flush(space_map(address_space(), virt(at), phys(at), PAGE_LEVEL_2M,
                                  PTE_W | PTE_NX)) != TABLE_OK) {
            return false;
        }
    }
    return end > 0;
}

static bool identity_unmap(uint64_t end)
{
    bool unmapped = true;
    for (uint64_t at = 0; at < end; at += page_bytes(PAGE_LEVEL_2M)) {
        unmapped &= table_flush(space_unmap(address_space(), virt(at), PAGE_LEVEL_2M)) == TABLE_OK;
    }
    return unmapped;
}

/* A physical address is a virtual one: nothing to compute. */
static uint64_t identity_read(const void *unused, phys_t table, virt_t address, uint32_t level)
{
    (void)unused;
    const struct page_table *shown = (const struct page_table *)table.value;
    return *(const volatile uint64_t *)&shown->entry[page_index(address, level)];
}

/* --- the comparison ----------------------------------------------------------------------------
 */

static bool walks_agree(const struct page_walk *a, const struct page_walk *b)
{
    for (uint32_t level = 1; level <= PAGE_LEVELS; level++) {
        /* The CPU sets A and D meanwhile. */
        if (((a->entry[level] ^ b->entry[level]) & ~(PTE_A | PTE_D)) != 0) {
            return false;
        }
    }
    return a->mapped == b->mapped && a->level == b->level && a->accesses == b->accesses &&
           a->rights == b->rights && a->phys.value == b->phys.value;
}

static bool ways_agree(phys_t root, uint64_t address)
{
    struct page_walk recursive = space_walk(address_space(), virt(address));
    struct page_walk complete = phys_window_walk(root, virt(address));
    struct page_walk temporary = temporary_walk(address_space(), root, virt(address));
    struct page_walk identity = page_walk(identity_read, NULL, root, virt(address));
    print("0x%016llx: level %u, %u accesses, %s 0x%llx\n", (unsigned long long)address,
          recursive.level, recursive.accesses, recursive.mapped ? "mapped to" : "absent,",
          (unsigned long long)recursive.phys.value);
    return walks_agree(&recursive, &complete) && walks_agree(&recursive, &temporary) &&
           walks_agree(&recursive, &identity);
}

/* Row 09-1: code, constants, data, stack, screen, hand-over, window, pages of 4 KiB and 2 MiB, and
 * addresses where nothing is. */
static void check_ways(uint64_t end)
{
    phys_t root = phys(cr3_read());
    uint64_t local = 0;
    const uint64_t addresses[] = {
        (uintptr_t)kernel_text + 1,
        VIRT_KERNEL_START,
        (uintptr_t)kernel_data,
        (uintptr_t)&local,
        VIRT_VGA_TEXT_END - 1,
        VIRT_BOOT_INFO_START,
        VIRT_RECURSIVE_START,
        FAR_PAGE + 1234,
        (uintptr_t)phys_window_at(root),
        end - 1,
        end,
        FAR_PAGE + PAGE_BYTES,
        VIRT_KERNEL_STACK_END,
        1ull << VIRT_BITS,
        UINT64_MAX,
    };
    bool agree = true;
    for (size_t i = 0; i < ARRAY_LENGTH(addresses); i++) {
        agree &= ways_agree(root, addresses[i]);
    }
    guest_check("four ways, one answer", agree);
}

/* --- sizes -------------------------------------------------------------------------------------
 */

/* Row 09-6: a page of this size over the kernel's physical memory shows its header at the right
 * offset, and takes so many accesses (08-12). */
static bool large_page_works(uint32_t level)
{
    uint64_t bytes = page_bytes(level);
    uint64_t offset = info->kernel_phys % bytes;
    phys_t frame = phys(info->kernel_phys - offset);
    bool mapped =
        table_flush(space_map(address_space(), virt(FAR_SLOT), frame, level, PTE_NX)) == TABLE_OK;
    struct page_walk walk = space_walk(address_space(), virt(FAR_SLOT + offset));
    const struct kernel_header *header = (const struct kernel_header *)(FAR_SLOT + offset);
    bool right = mapped && walk.phys.value == info->kernel_phys &&
                 walk.accesses == PAGE_LEVELS + 1 - level &&
                 header->build_id == kernel_header.build_id &&
                 header->memory_bytes == kernel_header.memory_bytes;
    return right && table_flush(space_unmap(address_space(), virt(FAR_SLOT), level)) == TABLE_OK;
}

static void check_sizes(void)
{
    guest_check("a page of 2 MiB translates", large_page_works(PAGE_LEVEL_2M));
    if (!address_space()->large_1g) {
        print("this CPU has no pages of 1 GiB\n");
        guest_check("a page of 1 GiB is refused",
                    table_flush(space_map(address_space(), virt(FAR_SLOT), phys(0), PAGE_LEVEL_1G,
                                          PTE_NX)) == TABLE_NO_SUCH_SIZE);
        return;
    }
    guest_check("a page of 1 GiB translates", large_page_works(PAGE_LEVEL_1G));
    enum table_error error = phys_window_open(address_space(), memory_end(), PAGE_LEVEL_1G);
    guest_check("physical memory in pages of 1 GiB",
                error == TABLE_OK &&
                    *(const uint32_t *)phys_window_at(
                        phys(info->kernel_phys + offsetof(struct kernel_header, build_id))) ==
                        kernel_header.build_id);
    phys_window_close(address_space(), PAGE_LEVEL_1G);
}

void kernel_run(void)
{
    struct frame_source source = guest_frames_start();
    address_space_start(source);
    check_sizes();
    uint32_t used = guest_frames.used;
    uint64_t end = memory_end();
    phys_t frame = source.alloc(source.context);
    guest_check("a page far away",
                table_flush(space_map(address_space(), virt(FAR_PAGE), frame, PAGE_LEVEL_4K,
                                      PTE_W | PTE_NX)) == TABLE_OK);
    guest_check("all of physical memory, in pages of 2 MiB",
                phys_window_open(address_space(), end, PAGE_LEVEL_2M) == TABLE_OK);
    guest_check("the identity map", identity_map(end));
    check_ways(end);
    struct page_audit audit = space_audit(address_space());
    paging_list();
    guest_check("W^X holds with all of them",
                audit.writable_code == 0 && audit.read_only_tables == 0);
    guest_check("the identity map goes", identity_unmap(end));
    phys_window_close(address_space(), PAGE_LEVEL_2M);
    guest_check("and the page", table_flush(space_unmap(address_space(), virt(FAR_PAGE),
                                                        PAGE_LEVEL_4K)) == TABLE_OK);
    source.free(source.context, frame);
    /* The level-3 table of the window's slot stays: it may be shared. */
    guest_check("all tables come back but one", guest_frames.used <= used + 1);
    guest_end();
}
