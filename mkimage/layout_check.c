/*
 * layout_check.c: judges a layout as a whole: order, overlap, alignment, room.
 *
 * Comes from layout.c, hands to layout_required.c, layout_disk.c and layout_memory.c, which know
 * what this machine and these programs ask of single regions. The rules here hold for any list of
 * ranges. Pure.
 *
 *   findings of one section        every region for itself, then against those before it
 *   findings of the whole file     only for a layout without any so far, since a region that
 *                                  was refused would be reported missing as well
 */
#include "mkimage/layout_check.h"

/*
 * The first address that a section cannot tell. Ends are half-open and have to be told too, so a
 * region may not reach the very last byte. Sectors are counted by the 32 bits of the partition
 * table [UEFI 5.2.1].
 */
static const uint64_t section_limits[SECTIONS] = {
    [SECTION_DISK] = UINT32_MAX,
    [SECTION_RAM] = UINT32_MAX,
    [SECTION_VIRT] = UINT64_MAX,
};

static const char *const section_limit_names[SECTIONS] = {
    [SECTION_DISK] = "2^32 sectors",
    [SECTION_RAM] = "2^32",
    [SECTION_VIRT] = "2^64",
};

/* True when the region's own numbers make sense, so that it can be compared with others. A region
 * that takes the rest has no size of its own. */
static bool check_range(const struct checker *checker, const struct layout_region *region)
{
    const char *section = layout_section_names[checker->section];
    uint64_t limit = section_limits[checker->section];
    if (region->size == 0 && !region->rest) {
        FAULT(checker, region, "%s region '%s' has size 0", section, region->name);
        return false;
    }
    if (region->start > limit || region->size > limit - region->start) {
        FAULT(checker, region, "%s region '%s' ends beyond %s", section, region->name,
              section_limit_names[checker->section]);
        return false;
    }
    if (region->align != 0 && region->start % region->align != 0) {
        FAULT(checker, region, "%s region '%s' at 0x%llx is not aligned to 0x%llx", section,
              region->name, (unsigned long long)region->start, (unsigned long long)region->align);
    }
    return true;
}

/*
 * `before` is the region that reaches furthest among those that stand before `region`; whoever does
 * not touch that one touches none of them. One free page is guard enough for the stacks on both of
 * its sides, so neighbours are compared once.
 */
static void check_order(const struct checker *checker, const struct layout_region *before,
                        const struct layout_region *region)
{
    const char *section = layout_section_names[checker->section];
    if (region->start < before->start) {
        FAULT(checker, region,
              "%s region '%s' begins below '%s' of line %u; regions stand in ascending order",
              section, region->name, before->name, before->line);
    } else if (before->rest) {
        FAULT(checker, region, "disk region '%s' follows '%s' of line %u, which takes the rest",
              region->name, before->name, before->line);
    } else if (region->start < region_end(before)) {
        FAULT(checker, region, "%s region '%s' at 0x%llx overlaps '%s' of line %u, up to 0x%llx",
              section, region->name, (unsigned long long)region->start, before->name, before->line,
              (unsigned long long)region_end(before));
    } else if (checker->section == SECTION_VIRT && (before->stack || region->stack) &&
               region->start - region_end(before) < LAYOUT_PAGE_BYTES) {
        FAULT(checker, region, "no free page between '%s' of line %u and '%s' to guard the stack",
              before->name, before->line, region->name);
    }
}

static void check_section(struct checker *checker, enum layout_section section)
{
    const struct layout *layout = checker->layout;
    const struct layout_region *furthest = NULL;
    checker->section = section;
    for (unsigned index = 0; index < layout->region_count[section]; index++) {
        const struct layout_region *region = &layout->regions[section][index];
        if (!check_range(checker, region)) {
            continue;
        }
        if (furthest != NULL) {
            check_order(checker, furthest, region);
        }
        if (furthest == NULL || region->rest || region_end(region) > region_end(furthest)) {
            furthest = region;
        }
    }
}

/* Rules for single regions come last and only for a plan that holds together: they look regions up
 * by name and compute with their numbers. */
void layout_check(const struct layout *layout, struct findings *findings)
{
    struct checker checker = {.layout = layout, .findings = findings};
    if (findings->count == 0) {
        layout_check_complete(&checker);
    }
    for (unsigned section = 0; section < SECTIONS; section++) {
        check_section(&checker, (enum layout_section)section);
    }
    if (findings->count == 0) {
        layout_check_disk(&checker);
        layout_check_ram(&checker);
        layout_check_virt(&checker);
    }
}
