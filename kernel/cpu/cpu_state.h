/*
 * cpu_state.h: the registers that decide what the CPU does with code, addresses and interrupts.
 */
#ifndef KERNEL_CPU_CPU_STATE_H
#define KERNEL_CPU_CPU_STATE_H

#include "common/pc/i8259.h"
#include "common/x86/cpu.h"
#include "common/x86/io.h"

struct cpu_state {
    uint64_t cr0, cr3, cr4, efer, rflags, rsp;
    uint16_t cs, ss, ds, es, fs, gs;
    uint8_t pic_masks[2]; /* primary, secondary */
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
        .fs = fs_read(),
        .gs = gs_read(),
        .pic_masks = {in8(PIC_PRIMARY_DATA), in8(PIC_SECONDARY_DATA)},
    };
}

#endif
