/*
 * page_faults.c: what a page fault tells: access, reason, address (rows 08-1 to 08-4, 08-11).
 */
#include "common/boot_info.h"
#include "common/paging.h"
#include "gen/layout.h"
#include "kernel/core/error_code.h"
#include "kernel/core/heap.h"
#include "kernel/core/page_entry.h"
#include "kernel/core/recursive.h"
#include "kernel/mem/heap_pages.h"
#include "kernel/mem/walk.h"
#include "kernel/sections.h"
#include "tests/kernel/guest/test.h"
#include "tests/kernel/guest/try.h"

static void expect_fault(void (*action)(uint64_t), uint64_t address, uint64_t error_code)
{
    struct tried tried = try_call(action, address);
    EXPECT(tried.faulted);
    EXPECT_EQUAL(tried.vector, EXCEPTION_PF);
    EXPECT_EQUAL(tried.error_code, error_code);
    EXPECT_EQUAL(tried.cr2, address);
}

/* Row 08-2: the address that the texts write to. */
TEST(write_to_deadbeaf)
{
    expect_fault(try_write, 0xdeadbeaf, PAGE_FAULT_W);
}

TEST(absent_pages)
{
    const uint64_t absent[] = {0,
                               0xdeadbeaf000,
                               VIRT_HEAP_START - 8,
                               heap_pages_end().value,
                               VIRT_FRAMES_END - 8,
                               VIRT_KERNEL_STACK_START - 8,
                               VIRT_KERNEL_STACK_END,
                               RAM_VGA_TEXT_START};
    for (size_t i = 0; i < ARRAY_LENGTH(absent); i++) {
        expect_fault(try_read, absent[i], 0);
        expect_fault(try_write, absent[i], PAGE_FAULT_W);
        expect_fault(try_execute, absent[i], PAGE_FAULT_I);
    }
}

/* Row 08-3: a page of code can be read, and not written. */
TEST(code_is_readable_and_not_writable)
{
    uint64_t code = (uintptr_t)kernel_text;
    EXPECT(!try_call(try_read, code).faulted);
    expect_fault(try_write, code, PAGE_FAULT_P | PAGE_FAULT_W);
}

TEST(constants_are_not_writable)
{
    uint64_t constant = (uintptr_t)&kernel_header;
    EXPECT(!try_call(try_read, constant).faulted);
    expect_fault(try_write, constant, PAGE_FAULT_P | PAGE_FAULT_W);
    expect_fault(try_write, VIRT_BOOT_INFO_START, PAGE_FAULT_P | PAGE_FAULT_W);
}

TEST(data_is_not_executable)
{
    uint64_t *block = HEAP_NEW_MUST(uint64_t);
    const struct boot_info *info = (const struct boot_info *)VIRT_BOOT_INFO_START;
    EXPECT(info->nx_present);
    const uint64_t data[] = {(uintptr_t)&kernel_header,
                             (uintptr_t)kernel_data,
                             (uintptr_t)__builtin_frame_address(0),
                             VIRT_VGA_TEXT_START,
                             recursive_table(VIRT_RECURSIVE_SLOT, virt(0), 4).value,
                             (uintptr_t)block,
                             VIRT_FRAMES_START};
    for (size_t i = 0; i < ARRAY_LENGTH(data); i++) {
        struct tried tried = try_call(try_execute, data[i]);
        EXPECT(tried.faulted);
        EXPECT_EQUAL(tried.vector, EXCEPTION_PF);
        EXPECT_EQUAL(tried.error_code & PAGE_FAULT_I, PAGE_FAULT_I);
        EXPECT_EQUAL(tried.cr2, data[i]);
        EXPECT(!try_call(try_read, data[i]).faulted);
    }
    HEAP_DELETE(block);
}

/* Bit 7 of a level-4 entry is reserved: there are no pages of 512 GiB [SDM3 table 4-15]. */
TEST(a_reserved_bit)
{
    const uint64_t address = PAGE_BYTES << 27; /* the first one of slot 1, which nobody uses */
    const uint64_t used = VIRT_VGA_TEXT_START;
    virt_t slot = recursive_entry(VIRT_RECURSIVE_SLOT, virt(address), 4);
    EXPECT_EQUAL(page_entry_read(slot), 0);
    page_entry_write(slot, walk_root_entry(virt(used)) | PTE_PS);
    struct tried tried = try_call(try_read, address);
    page_entry_write(slot, 0);
    EXPECT_EQUAL(tried.vector, EXCEPTION_PF);
    EXPECT_EQUAL(tried.error_code | PAGE_FAULT_P, PAGE_FAULT_P | PAGE_FAULT_RSVD); /* QEMU: no P */
    EXPECT_EQUAL(tried.cr2, address);
}

/* Row 08-11: what CR3 holds is a physical address, and no pointer. */
TEST(cr3_is_no_pointer)
{
    expect_fault(try_read, ((const struct boot_info *)VIRT_BOOT_INFO_START)->page_tables_phys, 0);
}

/* An address that is none raises #GP, or #SS through the stack's registers, and has no CR2. */
TEST(addresses_that_are_none)
{
    struct tried tried = try_call(try_read, 1ull << 47);
    EXPECT(tried.faulted);
    EXPECT_EQUAL(tried.vector, EXCEPTION_GP);
    EXPECT_EQUAL(tried.error_code, 0);
}
