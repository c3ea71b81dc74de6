/*
 * doors.h: the only ways out of the real-mode half: the BIOS, the ports, far memory, the lift.
 *
 * In the machine they are doors.asm and lift.asm; in the host's tests a fake BIOS stands behind
 * them that errs, lies and clobbers. Nothing else in stage2/real touches hardware.
 */
#ifndef STAGE2_REAL_DOORS_H
#define STAGE2_REAL_DOORS_H

#include "common/types.h"
#include "common/x86/registers.h"

/* What a BIOS call gets and gives. Zero it, then set what the call asks for: several BIOSes need
 * the upper halves clear (quirk 43). Only CF of eflags goes in; all of it comes out. */
struct bios_registers {
    uint32_t edi, esi, ebp, esp_unused, ebx, edx, ecx, eax; /* in the order of PUSHAD */
    uint16_t es, ds;
    uint32_t eflags;
};

_Static_assert(sizeof(struct bios_registers) == 40, "doors.asm counts on it");

/*
 * Calls interrupt `vector` (0x10 to 0x15) with these registers and takes back what it leaves in
 * them. Whatever the BIOS does (quirks 33, 43, 69, 74): segments, stack, DF and IDTR are
 * ours again on return, and IF is set. The stack's canary is checked after each call.
 */
void bios_call(uint8_t vector, struct bios_registers *registers);

uint8_t port_in(uint16_t port);
void port_out(uint16_t port, uint8_t value);

/* Copies between our memory and a linear address up to 0x10FFEF, which segment FFFF still reaches;
 * from 0x100000 up that is the first MiB again where A20 is shut. bytes <= 65536 - 16. */
void far_read(void *to, uint32_t from, uint16_t bytes);
void far_write(uint32_t to, const void *from, uint16_t bytes);

/* Copies `bytes` (a multiple of 4) to any address below 4 GiB, through protected mode and back. */
void lift(uint32_t to, uint32_t from, uint32_t bytes);

struct cpuid {
    uint32_t eax, ebx, ecx, edx;
};

/* True where these bits of EFLAGS can be changed: AC from the 486 on, ID where CPUID exists
 * [SDM1 20.1.2]. */
bool eflags_can_toggle(uint32_t bits);
void cpuid(uint32_t leaf, struct cpuid *answer); /* subleaf 0 */

/* Enables interrupts and halts for ever: Ctrl-Alt-Del still works (quirk 85). */
_Noreturn void halt(void);

#endif
