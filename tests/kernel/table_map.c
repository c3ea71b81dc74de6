/*
 * table_map.c: the active tables are read and changed: translations, errors, the demonstration with
 * page 0, and a page that is remapped without a flush.
 *
 * Rows 08-9, 09-4, 09-5, 09-7, 09-9 to 09-13.
 */
#include "common/pc/vga_text.h"
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "kernel/core/page_entry.h"
#include "kernel/core/recursive.h"
#include "kernel/mem/address_space.h"
#include "kernel/mem/temporary.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "kernel/sections.h"
#include "tests/kernel/guest/frames.h"
#include "tests/kernel/guest/guest.h"

#define FAR_PAGE  0xdeadbeaf000ull      /* slot 27: no table on the way to it exists */
#define NEW_WORD  0xf021f077f065f04eull /* "New!", black on white */
#define NEW_INDEX 400                   /* of 64-bit words: row 20, column 0 */

static const struct boot_info *const info = (const struct boot_info *)VIRT_BOOT_INFO_START;

static bool translates(uint64_t address, uint64_t expected)
{
    struct page_walk walk = space_walk(address_space(), virt(address));
    return walk.mapped && walk.phys.value == expected && walk.accesses == PAGE_LEVELS;
}

static bool is_unmapped(uint64_t address)
{
    return !space_walk(address_space(), virt(address)).mapped;
}

static enum table_error map(uint64_t page, uint64_t frame, uint32_t level)
{
    return table_flush(space_map(address_space(), virt(page), phys(frame), level, PTE_W | PTE_NX));
}

static enum table_error unmap(uint64_t page)
{
    return table_flush(space_unmap(address_space(), virt(page), PAGE_LEVEL_4K));
}

/* A word of memory, as the compiler cannot foresee it: address 0 is one, too. */
static volatile uint64_t *word_at(uint64_t address)
{
    volatile uint64_t *word = (volatile uint64_t *)address;
    __asm__("" : "+r"(word));
    return word;
}

/* --- reading -----------------------------------------------------------------------------------
 */

static uint32_t entries_print(virt_t address, uint32_t level)
{
    virt_t table = recursive_table(VIRT_RECURSIVE_SLOT, address, level);
    uint32_t count = 0;
    for (uint32_t i = 0; i < PAGE_TABLE_ENTRIES; i++) {
        uint64_t entry = page_entry_read(virt(table.value + i * sizeof(entry)));
        if (entry != 0) {
            print("level %u entry %u: 0x%016llx\n", level, i, (unsigned long long)entry);
            count++;
        }
    }
    return count;
}

/* Row 09-4: the level-4 table, and one level-3 table, entry by entry. */
static void check_active_table(void)
{
    uint64_t window =
        page_entry_read(recursive_entry(VIRT_RECURSIVE_SLOT, virt(VIRT_RECURSIVE_START), 4));
    guest_check("slot 510 of the level-4 table is the frame in CR3",
                (window & PTE_ADDRESS) == cr3_read());
    guest_check("the level-4 table has entries", entries_print(virt(VIRT_KERNEL_START), 4) >= 2);
    guest_check("so has the level-3 table of slot 511",
                entries_print(virt(VIRT_KERNEL_START), 3) >= 1);
}

/* Row 09-5. */
static void check_translations(void)
{
    uint64_t text = (uintptr_t)kernel_text;
    uint64_t local = 0;
    struct page_walk stack = space_walk(address_space(), virt((uintptr_t)&local));
    guest_check("the screen's address leads to its frame",
                translates(VIRT_VGA_TEXT_START + 1, RAM_VGA_TEXT_START + 1));
    guest_check("code leads to where the header says",
                translates(text, info->kernel_phys + kernel_header.text_offset));
    guest_check("a local variable lies in the stacks",
                stack.mapped && stack.phys.value >= info->stacks_phys &&
                    stack.phys.value < info->stacks_phys + info->stacks_bytes);
    guest_check("the screen's physical address is no address", is_unmapped(RAM_VGA_TEXT_START));
    guest_check("CR3's is none either", is_unmapped(cr3_read()));
    guest_check("nor is one that is not canonical", is_unmapped(1ull << VIRT_BITS));
    char octal[RECURSIVE_OCTAL_BYTES];
    recursive_octal(octal, recursive_table(VIRT_RECURSIVE_SLOT, virt(0), 4));
    print("the level-4 table is at %s\n", octal);
}

/* --- changing ----------------------------------------------------------------------------------
 */

/* Row 09-10: a page whose tables exist needs no frame; a page far from everything needs three. */
static void check_empty_source(void)
{
    uint64_t beside = VIRT_VGA_TEXT_END;
    guest_check("a page beside the screen is mapped without a frame",
                map(beside, RAM_VGA_TEXT_START, PAGE_LEVEL_4K) == TABLE_OK);
    guest_check("it shows the screen", *word_at(beside) == *word_at(VIRT_VGA_TEXT_START));
    guest_check("a page far away is not: no frame",
                map(FAR_PAGE, RAM_VGA_TEXT_START, PAGE_LEVEL_4K) == TABLE_NO_FRAME);
    guest_check("and unmapped again", unmap(beside) == TABLE_OK && is_unmapped(beside));
}

/* Rows 09-11 to 09-13. */
static void check_far_page(phys_t frame)
{
    uint32_t used = guest_frames.used;
    guest_check("with frames the page far away is mapped",
                map(FAR_PAGE, frame.value, PAGE_LEVEL_4K) == TABLE_OK);
    guest_check("three tables were taken", guest_frames.used == used + 3);
    *word_at(FAR_PAGE) = FAR_PAGE;
    const struct page_table *shown = temporary_show(address_space(), frame);
    guest_check("what is written there is in the frame", shown->entry[0] == FAR_PAGE);
    temporary_hide(address_space());
    struct page_walk walk = space_walk(address_space(), virt(FAR_PAGE));
    guest_check("its parents are writable and no more",
                ((walk.entry[4] | walk.entry[3] | walk.entry[2]) & (PTE_U | PTE_NX)) == 0 &&
                    (walk.entry[4] & walk.entry[3] & walk.entry[2] & PTE_W) != 0);
    guest_check("the new tables hold nothing else",
                is_unmapped(FAR_PAGE + PAGE_BYTES) && is_unmapped(FAR_PAGE - PAGE_BYTES));
    guest_check("unmapped, the three tables come back",
                unmap(FAR_PAGE) == TABLE_OK && guest_frames.used == used);
}

/* Row 09-7. */
static void check_errors(phys_t frame)
{
    const struct page_space *space = address_space();
    struct table_change change =
        space_map(space, virt(VIRT_VGA_TEXT_START), frame, PAGE_LEVEL_4K, PTE_NX);
    guest_check("already mapped, and with what", table_flush(change) == TABLE_ALREADY_MAPPED &&
                                                     change.frame.value == RAM_VGA_TEXT_START);
    uint64_t huge = FAR_PAGE / page_bytes(PAGE_LEVEL_2M) * page_bytes(PAGE_LEVEL_2M);
    guest_check("a page of 2 MiB", map(huge, 0, PAGE_LEVEL_2M) == TABLE_OK);
    guest_check("covers the page",
                map(FAR_PAGE, frame.value, PAGE_LEVEL_4K) == TABLE_PARENT_IS_HUGE);
    guest_check("and goes again",
                table_flush(space_unmap(space, virt(huge), PAGE_LEVEL_2M)) == TABLE_OK);
    guest_check("not mapped", unmap(FAR_PAGE) == TABLE_NOT_MAPPED);
    guest_check("beyond the CPU's width",
                map(FAR_PAGE, 1ull << space->phys_bits, PAGE_LEVEL_4K) == TABLE_OUT_OF_RANGE);
    guest_check("the window is nobody's",
                map(VIRT_RECURSIVE_START, frame.value, PAGE_LEVEL_4K) == TABLE_IN_WINDOW);
}

/* Rights change in the leaf alone, and the page stays where it is. */
static void check_rights(phys_t frame)
{
    const struct page_space *space = address_space();
    bool mapped = map(FAR_PAGE, frame.value, PAGE_LEVEL_4K) == TABLE_OK;
    *word_at(FAR_PAGE) = NEW_WORD;
    enum table_error error =
        table_flush(space_protect(space, virt(FAR_PAGE), PAGE_LEVEL_4K, PTE_NX));
    struct page_walk walk = space_walk(space, virt(FAR_PAGE));
    guest_check("a page is protected", mapped && error == TABLE_OK && walk.rights == PTE_NX);
    guest_check("and can be read", *word_at(FAR_PAGE) == NEW_WORD);
    error = table_flush(space_protect(space, virt(FAR_PAGE), PAGE_LEVEL_4K, PTE_W));
    guest_check("writable code is refused", error == TABLE_BAD_RIGHTS);
    error = table_flush(space_protect(space, virt(FAR_PAGE), PAGE_LEVEL_4K, PTE_W | PTE_NX));
    *word_at(FAR_PAGE) = 0;
    guest_check("it is written again", error == TABLE_OK && unmap(FAR_PAGE) == TABLE_OK);
}

/* Where a debugger finds the word on the screen; what is printed later scrolls it away. */
__attribute__((noinline)) void demonstration_shown(void);
void demonstration_shown(void)
{
    __asm__ volatile("");
}

/* Row 09-9: page 0 becomes the screen. */
static void check_demonstration(void)
{
    uint32_t used = guest_frames.used;
    bool mapped = map(0, RAM_VGA_TEXT_START, PAGE_LEVEL_4K) == TABLE_OK;
    bool three = guest_frames.used == used + 3;
    word_at(0)[NEW_INDEX] = NEW_WORD;
    demonstration_shown();
    bool shown = word_at(VIRT_VGA_TEXT_START)[NEW_INDEX] == NEW_WORD;
    bool unmapped = unmap(0) == TABLE_OK && is_unmapped(0);
    guest_check("page 0 is mapped to the screen, by three new tables", mapped && three);
    guest_check("the word stands on the screen", shown);
    guest_check("page 0 is unmapped again", unmapped && guest_frames.used == used);
}

/* Row 08-9: the CPU may remember what a page was until it is told. Whether it does is its own
 * affair, so that is printed and not checked; after the flush it must not. */
static void check_stale_page(phys_t first, phys_t second)
{
    const struct page_space *space = address_space();
    const phys_t frames[] = {first, second};
    for (uint64_t i = 0; i < ARRAY_LENGTH(frames); i++) {
        *(volatile uint64_t *)temporary_show(space, frames[i]) = i;
    }
    temporary_hide(space);
    uint64_t neighbour = FAR_PAGE + PAGE_BYTES; /* keeps the tables there meanwhile */
    bool mapped = map(neighbour, first.value, PAGE_LEVEL_4K) == TABLE_OK &&
                  map(FAR_PAGE, first.value, PAGE_LEVEL_4K) == TABLE_OK;
    uint64_t before = *word_at(FAR_PAGE);
    struct table_change change = space_unmap(space, virt(FAR_PAGE), PAGE_LEVEL_4K);
    mapped &= table_flush_ignore(change) == TABLE_OK &&
              map(FAR_PAGE, second.value, PAGE_LEVEL_4K) == TABLE_OK;
    uint64_t meanwhile = *word_at(FAR_PAGE);
    mapped &= table_flush(change) == TABLE_OK;
    uint64_t after = *word_at(FAR_PAGE);
    print("remapped without a flush: the %s page is read\n", meanwhile == 0 ? "old" : "new");
    guest_check("before, the first frame was read", mapped && before == 0);
    guest_check("after the flush the second one is", after == 1);
    guest_check("both pages go", unmap(FAR_PAGE) == TABLE_OK && unmap(neighbour) == TABLE_OK);
}

/* The trap of the window: a freed table was a page of it, too. Its frames belong to somebody else
 * now, and the tables that come in its place must not be written there. */
static void check_freed_tables(const struct frame_source *source, phys_t frame)
{
    phys_t held[3];
    bool mapped =
        map(FAR_PAGE, frame.value, PAGE_LEVEL_4K) == TABLE_OK && unmap(FAR_PAGE) == TABLE_OK;
    for (size_t i = 0; i < ARRAY_LENGTH(held); i++) {
        held[i] = source->alloc(source->context); /* what came back is handed out first */
        *(volatile uint64_t *)temporary_show(address_space(), held[i]) = NEW_WORD;
    }
    temporary_hide(address_space());
    mapped &= map(FAR_PAGE, frame.value, PAGE_LEVEL_4K) == TABLE_OK;
    guest_check("other tables come in the place of freed ones",
                mapped && translates(FAR_PAGE, frame.value));
    bool whole = unmap(FAR_PAGE) == TABLE_OK;
    for (size_t i = 0; i < ARRAY_LENGTH(held); i++) {
        const struct page_table *shown = temporary_show(address_space(), held[i]);
        whole &= shown->entry[0] == NEW_WORD && shown->entry[1] == shown->entry[511];
        source->free(source->context, held[i]);
    }
    temporary_hide(address_space());
    guest_check("and the freed frames' new owner keeps what it wrote", whole);
}

void kernel_run(void)
{
    check_active_table();
    check_translations();
    address_space_start(FRAME_SOURCE_EMPTY);
    check_empty_source();
    struct frame_source source = guest_frames_start();
    address_space_start(source);
    phys_t first = source.alloc(source.context);
    phys_t second = source.alloc(source.context);
    check_far_page(first);
    check_errors(first);
    check_rights(first);
    check_demonstration();
    check_stale_page(first, second);
    check_freed_tables(&source, first);
    guest_end();
}
