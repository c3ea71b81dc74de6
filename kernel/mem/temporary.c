/*
 * temporary.c: the page VIRT_TEMPORARY. Contract in temporary.h.
 *
 * Called by address_space.c and tests.
 */
#include "kernel/mem/temporary.h"

#include "gen/layout.h"
#include "kernel/print.h"

static const virt_t page = {VIRT_TEMPORARY_START};

void temporary_hide(const struct page_space *space)
{
    enum table_error error = table_flush(space_unmap(space, page, PAGE_LEVEL_4K));
    if (error != TABLE_OK && error != TABLE_NOT_MAPPED) {
        panic("the temporary page cannot be unmapped: %s", table_error_text(error));
    }
}

void *temporary_show(const struct page_space *space, phys_t frame)
{
    temporary_hide(space);
    enum table_error error =
        table_flush(space_map(space, page, frame, PAGE_LEVEL_4K, PTE_W | PTE_NX));
    if (error != TABLE_OK) {
        panic("the temporary page cannot show frame 0x%llx: %s", (unsigned long long)frame.value,
              table_error_text(error));
    }
    return (void *)page.value;
}

static uint64_t shown_read(const void *space, phys_t table, virt_t address, uint32_t level)
{
    const struct page_table *shown = temporary_show(space, table);
    return *(const volatile uint64_t *)&shown->entry[page_index(address, level)];
}

struct page_walk temporary_walk(const struct page_space *space, phys_t root, virt_t address)
{
    struct page_walk walk = page_walk(shown_read, space, root, address);
    temporary_hide(space);
    return walk;
}
