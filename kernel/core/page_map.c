/*
 * page_map.c: changes to page tables, one page at a time. Contract in page_map.h.
 *
 * [SDM3 4.5, 4.10.4]. Called by everybody who maps. Each function goes down from level 4 through
 * the window; an entry is looked at before the table behind it is touched, since where the entry is
 * absent the window has a hole.
 */
#include "kernel/core/page_map.h"

#include "gen/layout.h"
#include "kernel/core/page_entry.h"
#include "kernel/core/recursive.h"

static uint64_t entry_at(const struct page_space *space, virt_t address, uint32_t level)
{
    return page_entry_read(recursive_entry(space->slot, address, level));
}

static void entry_set(const struct page_space *space, virt_t address, uint32_t level,
                      uint64_t entry)
{
    page_entry_write(recursive_entry(space->slot, address, level), entry);
}

static bool space_is_active(const struct page_space *space)
{
    return space->slot == VIRT_RECURSIVE_SLOT;
}

/* The upper half and the heap belong to the kernel, in every address space alike. */
static bool slot_is_kernels(uint32_t slot)
{
    return slot >= PAGE_TABLE_ENTRIES / 2 ||
           (slot >= page_index(virt(VIRT_HEAP_START), PAGE_LEVELS) &&
            slot <= page_index(virt(VIRT_HEAP_END - 1), PAGE_LEVELS));
}

static struct table_change failed(enum table_error error, virt_t page)
{
    return (struct table_change){.error = error, .page = page};
}

static struct table_change parent_is_huge(virt_t page, uint64_t entry, uint32_t level)
{
    return (struct table_change){
        .error = TABLE_PARENT_IS_HUGE, .page = page, .frame = leaf_frame(entry, level)};
}

static enum table_error page_check(const struct page_space *space, virt_t page, uint32_t level)
{
    uint32_t largest = space->large_1g ? PAGE_LEVEL_1G : PAGE_LEVEL_2M;
    if (level < PAGE_LEVEL_4K || level > largest) {
        return TABLE_NO_SUCH_SIZE;
    }
    if (!virt_is_canonical(page)) {
        return TABLE_NOT_CANONICAL;
    }
    if (page.value % page_bytes(level) != 0) {
        return TABLE_MISALIGNED;
    }
    uint32_t slot = page_index(page, PAGE_LEVELS);
    if (slot_is_window(slot)) {
        return TABLE_IN_WINDOW;
    }
    return slot_is_kernels(slot) && !space_is_active(space) ? TABLE_KERNELS : TABLE_OK;
}

static enum table_error frame_check(const struct page_space *space, phys_t frame, uint32_t level)
{
    if (frame.value % page_bytes(level) != 0) {
        return TABLE_MISALIGNED;
    }
    /* Its last byte, too, since both the frame's start and the limit are multiples of its size. */
    return frame.value >> space->phys_bits != 0 ? TABLE_OUT_OF_RANGE : TABLE_OK;
}

static enum table_error rights_check(uint64_t rights)
{
    bool writable_code = (rights & PTE_W) != 0 && (rights & PTE_NX) == 0;
    return writable_code || (rights & ~PAGE_RIGHTS) != 0 ? TABLE_BAD_RIGHTS : TABLE_OK;
}

/* Bit 63 is reserved, and faults, where the CPU has no NX or EFER.NXE is clear. */
static uint64_t rights_for_cpu(const struct page_space *space, uint64_t rights)
{
    return space->nx ? rights : rights & ~PTE_NX;
}

static bool table_is_empty(const struct page_space *space, virt_t page, uint32_t level)
{
    /* Nearest first, on both sides: whoever unmaps a range finds its next page at once. */
    virt_t table = recursive_table(space->slot, page, level);
    uint32_t index = page_index(page, level);
    for (uint32_t step = 0; step < PAGE_TABLE_ENTRIES; step++) {
        uint32_t away = (step + 1) / 2;
        uint32_t near = (step % 2 != 0 ? index + away : index - away) % PAGE_TABLE_ENTRIES;
        if (page_entry_read(virt(table.value + near * sizeof(uint64_t))) & PTE_P) {
            return false;
        }
    }
    return true;
}

/*
 * Gives back the empty tables on the way to a page, from its level-`level` table upwards.
 *
 * The CPU may know the table in two ways besides the page's own translation: as a page of the
 * window, and as an upper level that it has cached. Forgetting the window's page drops both
 * [SDM3 4.10.4.1]; only then may the frame become something else. A table of the kernel's is seen
 * in the window of an attached space, too.
 */
static void tables_prune(const struct page_space *space, virt_t page, uint32_t level)
{
    bool shared = slot_is_kernels(page_index(page, PAGE_LEVELS));
    uint32_t highest = shared ? PAGE_LEVELS - 2 : PAGE_LEVELS - 1; /* that may be given back */
    for (; level <= highest && table_is_empty(space, page, level); level++) {
        uint32_t parent = level + 1;
        phys_t table = phys(entry_at(space, page, parent) & PTE_ADDRESS);
        entry_set(space, page, parent, 0);
        page_forget(recursive_table(space->slot, page, level));
        if (shared) {
            page_forget(recursive_table(SLOT_OTHER_SPACE, page, level));
        }
        space->frames.free(space->frames.context, table);
    }
}

/* Puts a new table below the absent level-`level` entry. Whatever the frame held would be mappings,
 * so it is zeroed; that it is linked first lets the window show it. */
static enum table_error table_add(const struct page_space *space, virt_t page, uint32_t level,
                                  uint64_t rights)
{
    phys_t frame = space->frames.alloc(space->frames.context);
    if (frame.value == FRAME_NONE) {
        return TABLE_NO_FRAME;
    }
    entry_set(space, page, level, frame.value | rights);
    page_table_clear(recursive_table(space->slot, page, level - 1));
    return TABLE_OK;
}

/* Makes sure of the table that holds the page's leaf, and of its parents' rights: CR0.WP makes a
 * table below a read-only parent unwritable even for the kernel. */
static struct table_change tables_open(const struct page_space *space, virt_t page, uint32_t level,
                                       uint64_t rights)
{
    uint64_t wanted = PTE_P | PTE_W | (rights & PTE_U);
    for (uint32_t above = PAGE_LEVELS; above > level; above--) {
        uint64_t entry = entry_at(space, page, above);
        if ((entry & PTE_P) == 0) {
            enum table_error error = table_add(space, page, above, wanted);
            if (error != TABLE_OK) {
                tables_prune(space, page, above);
                return failed(error, page);
            }
        } else if (!entry_is_table(entry, above)) {
            return parent_is_huge(page, entry, above);
        } else if ((entry & wanted) != wanted) {
            entry_set(space, page, above, entry | wanted);
            page_forget(page); /* or the upper level that is cached would refuse the page */
        }
    }
    return failed(TABLE_OK, page);
}

struct table_change space_map(const struct page_space *space, virt_t page, phys_t frame,
                              uint32_t level, uint64_t rights)
{
    enum table_error error = page_check(space, page, level);
    error = error != TABLE_OK ? error : frame_check(space, frame, level);
    error = error != TABLE_OK ? error : rights_check(rights);
    if (error != TABLE_OK) {
        return failed(error, page);
    }
    struct table_change change = tables_open(space, page, level, rights);
    if (change.error != TABLE_OK) {
        return change;
    }
    uint64_t entry = entry_at(space, page, level);
    if ((entry & PTE_P) != 0) {
        change.error = entry_is_leaf(entry, level) ? TABLE_ALREADY_MAPPED : TABLE_SMALLER_PAGES;
        change.frame = leaf_frame(entry, level);
        return change;
    }
    /* The CPU does not remember that a page was absent, so nothing is stale [SDM3 4.10.4.3]. */
    uint64_t size = level > PAGE_LEVEL_4K ? PTE_PS : 0;
    entry_set(space, page, level, frame.value | rights_for_cpu(space, rights) | size | PTE_P);
    change.frame = frame;
    return change;
}

/* Goes down to the leaf of a page of just this size, and reads it. */
static struct table_change leaf_find(const struct page_space *space, virt_t page, uint32_t level,
                                     uint64_t *leaf)
{
    enum table_error error = page_check(space, page, level);
    if (error != TABLE_OK) {
        return failed(error, page);
    }
    for (uint32_t above = PAGE_LEVELS; above > level; above--) {
        *leaf = entry_at(space, page, above);
        if ((*leaf & PTE_P) == 0) {
            return failed(TABLE_NOT_MAPPED, page);
        }
        if (!entry_is_table(*leaf, above)) {
            return parent_is_huge(page, *leaf, above);
        }
    }
    *leaf = entry_at(space, page, level);
    if (!entry_is_leaf(*leaf, level)) {
        return failed((*leaf & PTE_P) != 0 ? TABLE_SMALLER_PAGES : TABLE_NOT_MAPPED, page);
    }
    return (struct table_change){.stale = true, .page = page, .frame = leaf_frame(*leaf, level)};
}

struct table_change space_unmap(const struct page_space *space, virt_t page, uint32_t level)
{
    uint64_t leaf;
    struct table_change change = leaf_find(space, page, level, &leaf);
    if (change.error == TABLE_OK) {
        entry_set(space, page, level, 0);
        tables_prune(space, page, level);
    }
    return change;
}

struct table_change space_protect(const struct page_space *space, virt_t page, uint32_t level,
                                  uint64_t rights)
{
    uint64_t leaf;
    struct table_change change = leaf_find(space, page, level, &leaf);
    enum table_error error = change.error != TABLE_OK ? change.error : rights_check(rights);
    if (error != TABLE_OK) {
        change.error = error;
        change.stale = false;
        return change;
    }
    if ((rights & PTE_U) != 0) {
        /* The table is there, so this takes no frame and cannot fail. */
        change.error = tables_open(space, page, level, rights).error;
    }
    entry_set(space, page, level, (leaf & ~PAGE_RIGHTS) | rights_for_cpu(space, rights));
    return change;
}

static uint64_t window_read(const void *space, phys_t table, virt_t address, uint32_t level)
{
    (void)table; /* the window finds it by the address alone */
    return entry_at(space, address, level);
}

struct page_walk space_walk(const struct page_space *space, virt_t address)
{
    return page_walk(window_read, space, phys(FRAME_NONE), address);
}

void space_share(const struct page_space *from, const struct page_space *to)
{
    for (uint32_t slot = 0; slot < PAGE_TABLE_ENTRIES; slot++) {
        if (slot_is_kernels(slot) && !slot_is_window(slot)) {
            virt_t address = virt_canonical(slot * page_bytes(PAGE_LEVELS));
            entry_set(to, address, PAGE_LEVELS, entry_at(from, address, PAGE_LEVELS));
        }
    }
}

enum table_error table_flush(struct table_change change)
{
    if (change.stale) {
        page_forget(change.page);
    }
    return change.error;
}

enum table_error table_flush_ignore(struct table_change change)
{
    return change.error;
}
