/*
 * phys_window.c: the region VIRT_PHYS_WINDOW. Contract in phys_window.h.
 *
 * Called by tests, and by whoever wants to look at physical memory by its address.
 */
#include "kernel/mem/phys_window.h"

#include "gen/layout.h"

static virt_t page_at(uint64_t offset)
{
    return virt(VIRT_PHYS_WINDOW_START + offset);
}

void phys_window_close(const struct page_space *space, uint32_t level)
{
    /* It is mapped from its start without a gap. */
    for (uint64_t at = 0; at < VIRT_PHYS_WINDOW_SIZE; at += page_bytes(level)) {
        if (table_flush(space_unmap(space, page_at(at), level)) != TABLE_OK) {
            return;
        }
    }
}

enum table_error phys_window_open(const struct page_space *space, uint64_t end, uint32_t level)
{
    if (end > VIRT_PHYS_WINDOW_SIZE) {
        return TABLE_OUT_OF_RANGE;
    }
    for (uint64_t at = 0; at < end; at += page_bytes(level)) {
        enum table_error error =
            table_flush(space_map(space, page_at(at), phys(at), level, PTE_W | PTE_NX));
        if (error != TABLE_OK) {
            if (error != TABLE_ALREADY_MAPPED && error != TABLE_SMALLER_PAGES) {
                phys_window_close(space, level);
            }
            return error;
        }
    }
    return TABLE_OK;
}

void *phys_window_at(phys_t address)
{
    return (void *)page_at(address.value).value;
}

static uint64_t window_read(const void *unused, phys_t table, virt_t address, uint32_t level)
{
    (void)unused;
    const struct page_table *shown = phys_window_at(table);
    return *(const volatile uint64_t *)&shown->entry[page_index(address, level)];
}

struct page_walk phys_window_walk(phys_t root, virt_t address)
{
    return page_walk(window_read, NULL, root, address);
}
