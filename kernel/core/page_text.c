/*
 * page_text.c: page table entries, walks and sizes in words. Contract in page_text.h.
 *
 * [SDM3 4.5] has the bits, tables 4-15 to 4-20. Called by monitor/pt.c and pt_walk.c.
 */
#include "kernel/core/page_text.h"

#include "common/format.h"

/* Bits 11..9 and 62..52, of which the CPU makes nothing here. */
#define PTE_AVAILABLE 0x7ff0000000000e00ull

static bool entry_is_large(uint64_t entry, uint32_t level)
{
    return level > 1 && level < PAGE_LEVELS && (entry & PTE_PS) != 0;
}

const char *page_flags_text(char text[PAGE_FLAGS_BYTES], uint64_t entry, uint32_t level)
{
    const struct {
        const char *name;
        uint64_t bits;
    } flags[] = {
        {"P", PTE_P},           {"W", PTE_W},
        {"U", PTE_U},           {"PWT", PTE_PWT},
        {"PCD", PTE_PCD},       {"A", PTE_A},
        {"D", PTE_D},           {level == 1 ? "PAT" : "PS", PTE_PS},
        {"G", PTE_G},           {"PAT", entry_is_large(entry, level) ? PTE_PS_PAT : 0},
        {"AVL", PTE_AVAILABLE}, {"NX", PTE_NX},
    };
    size_t length = 0;
    format_buffer(text, PAGE_FLAGS_BYTES, "none");
    for (size_t i = 0; i < ARRAY_LENGTH(flags); i++) {
        if ((entry & flags[i].bits) != 0) {
            length += format_buffer(text + length, PAGE_FLAGS_BYTES - length, "%s%s",
                                    length > 0 ? " " : "", flags[i].name);
        }
    }
    return text;
}

const char *page_rights_text(char text[PAGE_RIGHTS_BYTES], uint64_t rights)
{
    format_buffer(text, PAGE_RIGHTS_BYTES, "r%c%c", rights & PTE_W ? 'w' : '-',
                  rights & PTE_NX ? '-' : 'x');
    return text;
}

const char *page_size_text(char text[PAGE_SIZE_TEXT_BYTES], uint64_t bytes)
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    enum { UNIT_BITS = 10, UNIT_MASK = (1 << UNIT_BITS) - 1 };
    uint64_t count = bytes >> UNIT_BITS;
    size_t unit = 0;
    while (unit < ARRAY_LENGTH(units) - 1 && count > 0 && (count & UNIT_MASK) == 0) {
        count >>= UNIT_BITS;
        unit++;
    }
    format_buffer(text, PAGE_SIZE_TEXT_BYTES, "%llu %s", (unsigned long long)count, units[unit]);
    return text;
}

const char *page_walk_end_text(const struct page_walk *walk)
{
    static const char *const absent[] = {
        "",
        "the level-1 entry is not present",
        "the level-2 entry is not present",
        "the level-3 entry is not present",
        "the level-4 entry is not present",
    };
    if (walk->accesses == 0) {
        return "it is no address: bits 63 to 47 differ";
    }
    if ((walk->entry[walk->level] & PTE_P) != 0) {
        return "the level-4 entry has PS set, which is reserved";
    }
    return absent[walk->level];
}
