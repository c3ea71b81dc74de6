/*
 * table_spaces.c: two address spaces: the same page, two frames; one is edited from the other.
 *
 * Row 09-14.
 */
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/temporary.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "tests/kernel/guest/frames.h"
#include "tests/kernel/guest/guest.h"

#define PAGE 0xdeadbeaf000ull

static const struct boot_info *const info = (const struct boot_info *)VIRT_BOOT_INFO_START;

static volatile uint64_t *const word = (volatile uint64_t *)PAGE;

static bool map(const struct page_space *space, phys_t frame)
{
    return table_flush(space_map(space, virt(PAGE), frame, PAGE_LEVEL_4K, PTE_W | PTE_NX)) ==
           TABLE_OK;
}

static bool unmap(const struct page_space *space)
{
    return table_flush(space_unmap(space, virt(PAGE), PAGE_LEVEL_4K)) == TABLE_OK;
}

static uint64_t frame_word(phys_t frame)
{
    uint64_t value = *(const volatile uint64_t *)temporary_show(address_space(), frame);
    temporary_hide(address_space());
    return value;
}

static void check_two_frames(phys_t root, phys_t here, phys_t there)
{
    guest_check("the page is mapped here", map(address_space(), here));
    struct page_space other = address_space_attach(root);
    guest_check("not there", !space_walk(&other, virt(PAGE)).mapped);
    guest_check("is mapped there, from here", map(&other, there));
    guest_check("which does not change it here",
                space_walk(address_space(), virt(PAGE)).phys.value == here.value);
    address_space_detach();

    *word = 1;
    phys_t before = address_space_enter(root);
    bool mapped = space_walk(address_space(), virt(PAGE)).phys.value == there.value;
    *word = 2;
    print("this is printed in the other address space, CR3 %08llx\n",
          (unsigned long long)cr3_read());
    phys_t from = address_space_enter(before);
    guest_check("each space has been active",
                from.value == root.value && cr3_read() == before.value && mapped);
    guest_check("here the first word is read", *word == 1);
    guest_check("one page, two frames", frame_word(here) == 1 && frame_word(there) == 2);
}

/* Attaching another space shows that one's tables, and none of the one before. */
static void check_third_space(phys_t root)
{
    phys_t third = address_space_create();
    struct page_space other = address_space_attach(root);
    bool mapped = space_walk(&other, virt(PAGE)).mapped;
    other = address_space_attach(third);
    guest_check("a third space has nothing there",
                mapped && !space_walk(&other, virt(PAGE)).mapped);
    address_space_detach();
    address_space_free(third);
}

/* Whatever one space maps for itself, the other cannot reach. */
static void check_isolation(phys_t root)
{
    guest_check("unmapped here", unmap(address_space()));
    struct page_space other = address_space_attach(root);
    guest_check("it is still there", space_walk(&other, virt(PAGE)).mapped &&
                                         !space_walk(address_space(), virt(PAGE)).mapped);
    guest_check("and unmapped there, from here", unmap(&other));
    guest_check("the kernel is the same in both",
                space_walk(&other, virt(VIRT_KERNEL_START)).phys.value == info->kernel_phys);
    guest_check("the other's window shows its own root",
                (space_walk(&other, virt(VIRT_RECURSIVE_START)).entry[PAGE_LEVELS] & PTE_ADDRESS) ==
                    root.value);
    address_space_detach();
}

void kernel_run(void)
{
    address_space_start(FRAME_SOURCE_EMPTY);
    guest_check("without a frame there is no other space",
                address_space_create().value == FRAME_NONE);
    struct frame_source source = guest_frames_start();
    address_space_start(source);
    phys_t root = address_space_create();
    guest_check("another space takes one frame",
                root.value != FRAME_NONE && guest_frames.used == 1);
    phys_t here = source.alloc(source.context);
    phys_t there = source.alloc(source.context);
    check_two_frames(root, here, there);
    check_third_space(root);
    check_isolation(root);
    address_space_free(root);
    source.free(source.context, here);
    source.free(source.context, there);
    guest_check("every frame comes back", guest_frames.used == 0);
    guest_end();
}
