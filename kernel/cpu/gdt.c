/*
 * gdt.c: fills and loads the descriptor table and the TSS.
 *
 * [SDM3 3.4.5, 7.2.3, 7.7]. Called by main.c, because stage2's table lies in memory that the kernel
 * is about to unmap.
 */
#include "kernel/cpu/gdt.h"

#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "kernel/cpu/table_pointer.h"
#include "kernel/print.h"

#define DESCRIPTOR_DPL(ring)    ((uint64_t)(ring) << 45)
#define DESCRIPTOR_CODE_OR_DATA (1ull << 44)
#define DESCRIPTOR_EXECUTABLE   (1ull << 43)
#define DESCRIPTOR_READABLE     (1ull << 41) /* of data: writable */
#define DESCRIPTOR_ACCESSED     (1ull << 40) /* set, so that the CPU need not write it */
#define DESCRIPTOR_LONG         (1ull << 53)
#define DESCRIPTOR_TSS          (9ull << 40) /* an available 64-bit TSS [SDM3 table 3-2] */

#define DATA                                                                                       \
    (DESCRIPTOR_PRESENT | DESCRIPTOR_CODE_OR_DATA | DESCRIPTOR_READABLE | DESCRIPTOR_ACCESSED)
#define CODE (DATA | DESCRIPTOR_EXECUTABLE | DESCRIPTOR_LONG)

/* Stacks grow down, so the top is what counts. No user program exists that RSP1 or RSP2 would
 * serve; RSP0 is set by who enters ring 3. */
static struct tss tss = {
    .ist = {[IST_DF - 1] = VIRT_DF_STACK_END,
            [IST_NMI - 1] = VIRT_NMI_STACK_END,
            [IST_MC - 1] = VIRT_MC_STACK_END},
    .io_map_base = sizeof(struct tss),
};

/* In .data: LTR marks the TSS busy in its descriptor. */
static uint64_t gdt[] = {
    [GDT_CODE / 8] = CODE,
    [GDT_DATA / 8] = DATA,
    [GDT_USER_DATA / 8] = DATA | DESCRIPTOR_DPL(3),
    [GDT_USER_CODE / 8] = CODE | DESCRIPTOR_DPL(3),
    [GDT_TSS / 8] = 0, /* tss_describe; the address is in pieces no linker can fill in */
    [GDT_TSS / 8 + 1] = 0,
};

/* In two slots, from the top: base 63..32; then
 * base 31..24 | flags | limit 19..16 | access | base 23..0 | limit 15..0 */
static void tss_describe(void)
{
    uint64_t base = (uintptr_t)&tss;
    uint64_t low_24 = base & ((1u << 24) - 1);
    uint64_t next_8 = base >> 24 & UINT8_MAX;
    gdt[GDT_TSS / 8] =
        DESCRIPTOR_PRESENT | DESCRIPTOR_TSS | next_8 << 56 | low_24 << 16 | (sizeof(tss) - 1);
    gdt[GDT_TSS / 8 + 1] = base >> 32;
}

/* CS cannot be moved to; a far return to the next instruction loads it. A stale SS would fault at
 * the first IRETQ (row 06-7), so it is loaded too, with null, which ring 0 may have. */
static void segments_load(const struct table_pointer *pointer)
{
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
                     : "m"(*pointer), "i"(GDT_CODE)
                     : "rax", "memory");
}

void gdt_load(void)
{
    tss_describe();
    segments_load(&(struct table_pointer){sizeof(gdt) - 1, (uintptr_t)gdt});
    gdt_load_tss();
}

void gdt_check(void)
{
    if (cs_read() != GDT_CODE || ss_read() != 0 || tr_read() != GDT_TSS) {
        panic("CS %x, SS %x, TR %x: not what was loaded", cs_read(), ss_read(), tr_read());
    }
}

void gdt_set_ring_0_stack(virt_t top)
{
    tss.rsp[0] = top.value;
}

uint64_t *gdt_slot(uint16_t selector)
{
    return &gdt[selector / sizeof(gdt[0])];
}

void gdt_load_tss(void)
{
    __asm__ volatile("ltr %w0" ::"r"(GDT_TSS) : "memory");
}
