/*
 * pt_walk.c: how the CPU translates an address, told step by step.
 *
 * [SDM3 4.5]. Called by pt.c. Two lines a level: the index, and the entry with its flags; where in
 * the recursive window the entry lies, and what it leads to (row 09-2).
 */
#include "kernel/monitor/pt_walk.h"

#include "gen/layout.h"
#include "kernel/core/page_map.h"
#include "kernel/core/page_text.h"
#include "kernel/core/recursive.h"
#include "kernel/crash/where.h"
#include "kernel/mem/address_space.h"
#include "kernel/print.h"

static void print_target(uint64_t entry, uint32_t level)
{
    char size[PAGE_SIZE_TEXT_BYTES];
    if (entry_is_table(entry, level)) {
        print(" -> table 0x%010llx\n", (unsigned long long)(entry & PTE_ADDRESS));
    } else if (entry_is_leaf(entry, level)) {
        print(" -> %s 0x%010llx\n", page_size_text(size, page_bytes(level)),
              (unsigned long long)leaf_frame(entry, level).value);
    } else {
        print(" -> nothing\n");
    }
}

static void print_level(const struct page_walk *walk, virt_t address, uint32_t level)
{
    char flags[PAGE_FLAGS_BYTES];
    char octal[RECURSIVE_OCTAL_BYTES];
    virt_t at = recursive_entry(VIRT_RECURSIVE_SLOT, address, level);
    uint64_t entry = walk->entry[level];
    recursive_octal(octal, at);
    print_in(VGA_LIGHT_CYAN, "level %u", level);
    print("  index %3u = %03o  entry 0x%016llx  %s\n", page_index(address, level),
          page_index(address, level), (unsigned long long)entry,
          page_flags_text(flags, entry, level));
    print_in(VGA_LIGHT_GRAY, "   at 0x%016llx  %s", (unsigned long long)at.value, octal);
    print_target(entry, level);
}

static void print_result(const struct page_walk *walk)
{
    char rights[PAGE_RIGHTS_BYTES];
    if (!walk->mapped) {
        print_in(VGA_LIGHT_RED, "not mapped: %s\n", page_walk_end_text(walk));
        return;
    }
    print_in(VGA_LIGHT_CYAN, "physical 0x%010llx", (unsigned long long)walk->phys.value);
    print("  %s%s%s, by %u reads of memory\n", page_rights_text(rights, walk->rights),
          walk->rights & PTE_U ? " for the user too" : "",
          walk->entry[walk->level] & PTE_PCD ? ", not cached" : "", walk->accesses);
}

void pt_walk_print(virt_t address)
{
    char octal[RECURSIVE_OCTAL_BYTES];
    char place[PLACE_TEXT_MOST];
    struct page_walk walk = space_walk(address_space(), address);
    recursive_octal(octal, address);
    print("virtual  0x%016llx  %s\n", (unsigned long long)address.value, octal);
    if (walk.accesses > 0) {
        print_in(VGA_LIGHT_GRAY, "         %s\n", where_place(place, address.value));
    }
    for (uint32_t i = 0; i < walk.accesses; i++) {
        print_level(&walk, address, PAGE_LEVELS - i);
    }
    print_result(&walk);
}
