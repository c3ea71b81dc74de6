/*
 * stage2_host.h: what both halves of stage2 need on the host: a CPU's registers, and an end.
 */
#ifndef TESTS_UNIT_STAGE2_HOST_H
#define TESTS_UNIT_STAGE2_HOST_H

#include "common/image.h"
#include "common/types.h"

/* What common/x86/cpu.h reads. */
struct host_registers {
    uintptr_t cr0, cr3, cr4, eflags;
    uint64_t efer, tsc;
    uint16_t cs;
};

extern struct host_registers host_registers;
extern struct stage2_header stage2_header; /* as mkimage fills it */

/* Goes a road; true where it has ended in halt(). */
bool halts(void (*road)(void));

/* Fails the test where `text` is not in what was told. */
void assert_in(const char *told, const char *text);

#endif
