/*
 * idt.c: fills the interrupt descriptor table from the stubs of traps.asm and loads it.
 *
 * [SDM3 6.14.1]. Called by main.c.
 */
#include "kernel/cpu/idt.h"

#include "common/exception.h"
#include "kernel/cpu/gdt.h"
#include "kernel/cpu/table_pointer.h"

struct idt_gate {
    uint16_t offset_low;
    uint16_t selector;
    uint16_t options;
    uint16_t offset_middle;
    uint32_t offset_high;
    uint32_t reserved;
};

_Static_assert(sizeof(struct idt_gate) == 16, "[SDM3 figure 6-8]");

#define GATE_PRESENT   (1u << 15)
#define GATE_INTERRUPT (0xeu << 8) /* clears IF on the way in */

extern const uint64_t trap_stubs[EXCEPTIONS]; /* traps.asm */

static struct idt_gate idt[EXCEPTIONS];

static struct idt_gate gate_to(uint64_t handler)
{
    return (struct idt_gate){
        .offset_low = (uint16_t)handler,
        .selector = GDT_CODE,
        .options = GATE_PRESENT | GATE_INTERRUPT,
        .offset_middle = (uint16_t)(handler >> 16),
        .offset_high = (uint32_t)(handler >> 32),
    };
}

void idt_load(void)
{
    for (uint32_t vector = 0; vector < EXCEPTIONS; vector++) {
        idt[vector] = gate_to(trap_stubs[vector]);
    }
    const struct table_pointer pointer = {sizeof(idt) - 1, (uintptr_t)idt};
    __asm__ volatile("lidt %0" ::"m"(pointer) : "memory");
}
