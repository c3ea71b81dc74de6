/*
 * page_list.c: a walk over all entries of all tables. Contract in page_list.h.
 *
 * [SDM3 4.5]. Called by mem/paging_report.c and monitor/pt.c. No recursion: a position is an
 * address and a level; the next one is the table below where there is one, else the next entry,
 * which after the last of a table belongs to the level above.
 */
#include "kernel/core/page_list.h"

#include "kernel/core/page_entry.h"
#include "kernel/core/recursive.h"

struct lister {
    uint64_t rights[PAGE_LEVELS + 1]; /* joined over the entries above each level */
    struct page_run run;              /* what has been gathered; pages is 0 at the beginning */
    bool ends;                        /* true once the visitor has had enough */
    struct page_audit *audit;
    page_visitor *visit;
    void *context;
};

static void run_end(struct lister *lister)
{
    if (lister->run.pages > 0 && !lister->ends) {
        lister->visit(lister->context, &lister->run);
    }
    lister->run.pages = 0;
}

static void run_add(struct lister *lister, virt_t page, uint32_t level, uint64_t entry)
{
    struct page_run *run = &lister->run;
    uint64_t frame = leaf_frame(entry, level).value;
    uint64_t rights = entry_rights(lister->rights[level], entry);
    rights |= entry & (PTE_PWT | PTE_PCD | PTE_G);
    uint64_t bytes = run->pages * page_bytes(level);
    if (run->pages > 0 && run->level == level && run->rights == rights &&
        page.value - run->from.value == bytes && frame - run->to.value == bytes) {
        run->pages++;
        return;
    }
    run_end(lister);
    *run = (struct page_run){page, phys(frame), 1, level, rights};
}

static virt_t page_of(virt_t address, uint32_t level)
{
    return virt(address.value & ~(page_bytes(level) - 1));
}

static void table_enter(struct lister *lister, uint32_t level, uint64_t entry)
{
    uint64_t rights = entry_rights(lister->rights[level], entry);
    lister->rights[level - 1] = rights;
    lister->audit->tables++;
    lister->audit->read_only_tables += (rights & PTE_W) == 0;
}

/* From an address on; `path` is its bits 47..0. */
static void list(const struct page_space *space, struct lister *lister, uint64_t path)
{
    uint32_t level = PAGE_LEVELS;
    lister->rights[PAGE_LEVELS] = RIGHTS_ALL;
    while (path >> VIRT_BITS == 0 && !lister->ends) {
        virt_t address = virt_canonical(path);
        uint64_t entry = 0;
        if (level < PAGE_LEVELS || !slot_is_window(page_index(address, PAGE_LEVELS))) {
            entry = page_entry_read(recursive_entry(space->slot, address, level));
        }
        if (entry_is_table(entry, level)) {
            table_enter(lister, level, entry);
            level--;
            continue;
        }
        if (entry_is_leaf(entry, level)) {
            run_add(lister, page_of(address, level), level, entry);
        }
        path = page_of(virt(path), level).value + page_bytes(level);
        while (level < PAGE_LEVELS && page_index(virt(path), level) == 0) {
            level++;
        }
    }
    run_end(lister);
}

void space_list(const struct page_space *space, page_visitor *visit, void *context)
{
    struct page_audit unused = {0};
    struct lister lister = {.audit = &unused, .visit = visit, .context = context};
    list(space, &lister, 0);
}

struct run_wanted {
    struct lister *lister;
    struct page_run *run;
};

static void run_take(void *context, const struct page_run *run)
{
    const struct run_wanted *wanted = context;
    *wanted->run = *run;
    wanted->lister->ends = true;
}

bool space_next(const struct page_space *space, virt_t from, struct page_run *run)
{
    struct page_audit unused = {0};
    struct run_wanted wanted = {.run = run};
    struct lister lister = {.audit = &unused, .visit = run_take, .context = &wanted};
    wanted.lister = &lister;
    list(space, &lister, from.value & ((1ull << VIRT_BITS) - 1));
    return lister.ends;
}

static void run_audit(void *context, const struct page_run *run)
{
    struct page_audit *audit = context;
    audit->runs++;
    if ((run->rights & PTE_W) != 0 && (run->rights & PTE_NX) == 0) {
        audit->offender = audit->writable_code == 0 ? run->from : audit->offender;
        audit->writable_code++;
    }
}

struct page_audit space_audit(const struct page_space *space)
{
    struct page_audit audit = {0};
    struct lister lister = {.audit = &audit, .visit = run_audit, .context = &audit};
    list(space, &lister, 0);
    return audit;
}
