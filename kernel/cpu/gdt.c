/*
 * gdt.c: the global descriptor table: in 64-bit mode little more than a formality.
 *
 * [SDM3 3.4.5, 5.2.1]. Called by main.c, because stage2's table lies in memory that the kernel is
 * about to unmap. Bases and limits mean nothing here; present, code, ring 0 and L do.
 */
#include "kernel/cpu/gdt.h"

#include "kernel/cpu/table_pointer.h"

#define DESCRIPTOR_PRESENT      (1ull << 47)
#define DESCRIPTOR_CODE_OR_DATA (1ull << 44)
#define DESCRIPTOR_EXECUTABLE   (1ull << 43)
#define DESCRIPTOR_READABLE     (1ull << 41)
#define DESCRIPTOR_ACCESSED     (1ull << 40) /* set, so that the CPU need not write to rodata */
#define DESCRIPTOR_LONG         (1ull << 53)

static const uint64_t gdt[] = {
    0,
    [GDT_CODE / 8] = DESCRIPTOR_PRESENT | DESCRIPTOR_CODE_OR_DATA | DESCRIPTOR_EXECUTABLE |
                     DESCRIPTOR_READABLE | DESCRIPTOR_ACCESSED | DESCRIPTOR_LONG,
};

void gdt_load(void)
{
    const struct table_pointer pointer = {sizeof(gdt) - 1, (uintptr_t)gdt};
    /* CS cannot be moved to; a far return to the next instruction loads it. A stale SS would fault
     * at the first IRETQ, so it is loaded too, with null, which ring 0 may have. */
    __asm__ volatile("lgdt %0\n\t"
                     "pushq %1\n\t"
                     "leaq 1f(%%rip), %%rax\n\t"
                     "pushq %%rax\n\t"
                     "lretq\n"
                     "1:\n\t"
                     "xorl %%eax, %%eax\n\t"
                     "movl %%eax, %%ss\n\t"
                     "movl %%eax, %%ds\n\t"
                     "movl %%eax, %%es\n\t"
                     "movl %%eax, %%fs\n\t"
                     "movl %%eax, %%gs"
                     :
                     : "m"(pointer), "i"(GDT_CODE)
                     : "rax", "memory");
}
