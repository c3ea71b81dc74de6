/*
 * cpu_state.h: the registers that decide what the CPU does with code and addresses.
 */
#ifndef KERNEL_CPU_CPU_STATE_H
#define KERNEL_CPU_CPU_STATE_H

#include "common/x86/cpu.h"

struct cpu_state {
    uint64_t cr0, cr3, cr4, efer, rflags, rsp;
    uint16_t cs, ss, ds, es;
};

/* As they are now; the stack pointer is the caller's to tell. */
static inline struct cpu_state cpu_state_read(uint64_t rsp)
{
    return (struct cpu_state){
        .cr0 = cr0_read(),
        .cr3 = cr3_read(),
        .cr4 = cr4_read(),
        .efer = msr_read(MSR_EFER),
        .rflags = eflags_read(),
        .rsp = rsp,
        .cs = cs_read(),
        .ss = ss_read(),
        .ds = ds_read(),
        .es = es_read(),
    };
}

#endif
