/*
 * pt.c: `pt ADDR` walks through the page tables to an address, `pt` lists all that is mapped.
 *
 * [SDM3 4.5]. The listing asks for one entry and one range at a time, since the heap may grow while
 * somebody reads it (row 09-4).
 */
#include "common/string.h"
#include "common/x86/cpu.h"
#include "kernel/core/bar.h"
#include "kernel/core/page_entry.h"
#include "kernel/core/page_list.h"
#include "kernel/core/page_text.h"
#include "kernel/core/recursive.h"
#include "kernel/crash/where.h"
#include "kernel/mem/address_space.h"
#include "kernel/monitor/command.h"
#include "kernel/monitor/pt_walk.h"
#include "kernel/print.h"

enum { MAP_COLUMNS = 64, SLOTS_A_BLOCK = PAGE_TABLE_ENTRIES / MAP_COLUMNS };

/* A slot of the level-4 table, then those of the level-3 table that it leads to. */
enum { STEPS_A_SLOT = 1 + PAGE_TABLE_ENTRIES, STEPS = STEPS_A_SLOT * PAGE_TABLE_ENTRIES };

static uint64_t entry_of(virt_t address, uint32_t level)
{
    return page_entry_read(recursive_entry(address_space()->slot, address, level));
}

static virt_t slot_address(uint64_t slot)
{
    return virt_canonical(slot * page_bytes(PAGE_LEVELS));
}

/* The next slot from *context on that is in use, for map_draw. */
static bool slot_next(void *context, struct map_range *range)
{
    uint64_t *slot = context;
    while (*slot < PAGE_TABLE_ENTRIES) {
        uint64_t number = (*slot)++;
        if ((entry_of(slot_address(number), PAGE_LEVELS) & PTE_P) != 0) {
            *range = (struct map_range){number, number + 1};
            return true;
        }
    }
    return false;
}

static void print_root(void)
{
    char slots[BAR_BYTES];
    struct map_range range;
    uint64_t slot = 0;
    uint32_t used = 0;
    while (slot_next(&slot, &range)) {
        used++;
    }
    slot = 0;
    map_draw(slots, MAP_COLUMNS, 0, PAGE_TABLE_ENTRIES, slot_next, &slot);
    command_label("level 4", 0);
    print("  table at 0x%010llx, %u of %u slots in use; %u slots a block:\n",
          (unsigned long long)cr3_read(), used, PAGE_TABLE_ENTRIES, SLOTS_A_BLOCK);
    print("%s\n", slots);
}

static void print_entry(virt_t address, uint32_t level, uint64_t entry)
{
    char flags[PAGE_FLAGS_BYTES];
    print_in(level == PAGE_LEVELS ? VGA_LIGHT_CYAN : PRINT_COLOUR, "level %u", level);
    print("  slot %3u  from 0x%016llx  %s 0x%010llx  %s\n", page_index(address, level),
          (unsigned long long)address.value, entry_is_table(entry, level) ? "table" : "page ",
          (unsigned long long)(entry & PTE_ADDRESS), page_flags_text(flags, entry, level));
}

/* The next entry of level 4 or 3 that is in use. The windows' level 3 is level 4 itself. */
static bool entry_next(struct command_run *run)
{
    while (run->at < STEPS) {
        uint64_t slot = run->at / STEPS_A_SLOT;
        uint64_t step = run->at++ % STEPS_A_SLOT;
        virt_t address = slot_address(slot);
        uint32_t level = step == 0 ? PAGE_LEVELS : PAGE_LEVELS - 1;
        if (step > 0) {
            address.value += (step - 1) * page_bytes(PAGE_LEVELS - 1);
        }
        uint64_t entry = entry_of(address, level);
        bool in_use = (entry & PTE_P) != 0;
        if (level == PAGE_LEVELS &&
            (!entry_is_table(entry, level) || slot_is_window((uint32_t)slot))) {
            run->at += PAGE_TABLE_ENTRIES;
        }
        if (in_use) {
            print_entry(address, level, entry);
            return true;
        }
    }
    return false;
}

/* "heap" of "heap + 0x10": a range is no single address. */
static int name_length(const char *place)
{
    size_t length = 0;
    while (place[length] != '\0' && memcmp(place + length, " + ", strlen(" + ")) != 0) {
        length++;
    }
    return (int)length;
}

static void print_range(const struct page_run *range)
{
    char size[PAGE_SIZE_TEXT_BYTES];
    char page[PAGE_SIZE_TEXT_BYTES];
    char rights[PAGE_RIGHTS_BYTES];
    char buffer[PLACE_TEXT_MOST];
    const char *place = where_place(buffer, range->from.value);
    print("0x%016llx %11s  %s  %s  0x%010llx  ", (unsigned long long)range->from.value,
          page_size_text(size, range->pages * page_bytes(range->level)),
          page_size_text(page, page_bytes(range->level)), page_rights_text(rights, range->rights),
          (unsigned long long)range->to.value);
    print_in(VGA_LIGHT_GRAY, "%.*s%s%s\n", name_length(place), place,
             range->rights & PTE_PCD ? ", not cached" : "", range->rights & PTE_U ? ", user" : "");
}

static void print_verdict(void)
{
    struct page_audit audit = space_audit(address_space());
    bool holds = audit.writable_code == 0;
    print_colour(holds ? VGA_LIGHT_GREEN : VGA_LIGHT_RED);
    if (holds) {
        print("W^X holds: no page is writable and executable.\n");
    } else if (!address_space()->nx) {
        print("W^X cannot be enforced: this CPU has no NX.\n");
    } else {
        print("W^X is broken from 0x%016llx on.\n", (unsigned long long)audit.offender.value);
    }
    print_colour(PRINT_COLOUR);
}

static bool pt_start(struct command_run *run)
{
    virt_t address;
    if (command_word(run, 1)) {
        if (command_number(run, 1, UINT64_MAX, &address.value)) {
            pt_walk_print(address);
        }
        return false;
    }
    print_root();
    return true;
}

/* First the entries, with run->at counting them; then the ranges, with run->at being where the next
 * one is looked for. run->end tells which. */
static bool pt_next(struct command_run *run)
{
    struct page_run range;
    if (run->end == 0) {
        if (!entry_next(run)) {
            run->at = 0;
            run->end = 1;
            command_label("from                      size  pages  may  physical      what\n", 0);
        }
        return true;
    }
    bool is_there = space_next(address_space(), virt(run->at), &range);
    if (is_there) {
        print_range(&range);
        run->at = range.from.value + range.pages * page_bytes(range.level);
    }
    if (!is_there || run->at == 0) { /* 0: the last page of all has been told */
        print_verdict();
        return false;
    }
    return true;
}

COMMAND(pt) = {
    .name = "pt",
    .usage = "[ADDR]",
    .words = 1,
    .summary = "page tables: the walk to an address, or all that is mapped",
    .detail = "With ADDR: index, entry and flags of each level; where the entry lies in the\n"
              "recursive window, in octal too, an index being three digits; where it leads.\n"
              "Without: the tables of levels 4 and 3, then each range that is mapped with its\n"
              "size, the size of its pages, and what may be done: read, write, execute.",
    .example = "pt 0xffffffff80000000",
    .start = pt_start,
    .next = pt_next,
};
