/*
 * page_entry.c: page-table entries in memory, and the TLB. Contract in core/page_entry.h.
 *
 * [SDM3 4.10.4.1]. Called by kernel/core's page-table code. An entry is read and written as one
 * volatile word: the CPU reads it whenever it likes, and sets A and D in it.
 */
#include "kernel/core/page_entry.h"

#include "common/paging.h"
#include "common/string.h"
#include "common/x86/cpu.h"

uint64_t page_entry_read(virt_t at)
{
    return *(const volatile uint64_t *)at.value;
}

void page_entry_write(virt_t at, uint64_t entry)
{
    *(volatile uint64_t *)at.value = entry;
    /* Page tables are reached by address alone, so no access may move across a change. */
    __asm__ volatile("" ::: "memory");
}

void page_table_clear(virt_t table)
{
    memset((void *)table.value, 0, PAGE_BYTES);
    __asm__ volatile("" ::: "memory");
}

void page_forget(virt_t address)
{
    invlpg(address.value);
}
