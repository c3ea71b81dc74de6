/*
 * idt.c: the table of gates.
 *
 * [SDM3 6.14.1, 6.14.5]. Called by main.c. Who handles a vector is trap.c's matter; a gate only
 * says how the CPU comes in.
 */
#include "kernel/cpu/idt.h"

#include "kernel/cpu/table_pointer.h"
#include "kernel/cpu/trap.h"

extern const uint8_t trap_stubs[]; /* traps.asm */

static struct gate idt[TRAP_VECTORS];

_Static_assert(sizeof(idt) == 4096, "256 gates of 16 bytes");

/* Where the stack may be the very thing that is broken, or may be in any state at all. */
static const uint8_t stacks[EXCEPTIONS] = {
    [EXCEPTION_DF] = IST_DF,
    [EXCEPTION_NMI] = IST_NMI,
    [EXCEPTION_MC] = IST_MC,
};

void idt_load(void)
{
    for (uint32_t vector = 0; vector < TRAP_VECTORS; vector++) {
        struct gate_options options = {
            .ist = vector < EXCEPTIONS ? stacks[vector] : IST_NONE,
            .ring = vector == EXCEPTION_BP ? 3 : 0,
        };
        uint64_t stub = (uintptr_t)trap_stubs + (uint64_t)vector * TRAP_STUB_BYTES;
        idt[vector] = gate_encode(stub, GDT_CODE, options);
    }
    const struct table_pointer pointer = {sizeof(idt) - 1, (uintptr_t)idt};
    __asm__ volatile("lidt %0" ::"m"(pointer) : "memory");
}

struct gate *idt_gate(uint8_t vector)
{
    return &idt[vector];
}
