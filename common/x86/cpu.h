/*
 * cpu.h: the instructions that read and write control registers and their kin [SDM3 2.8].
 * [SDM3 2.5, 2.2.1].
 *
 * Besides io.h the one place in common/ with assembly: each function is one instruction. They work
 * in all three modes; CR4, EFER and the counter exist only where the CPU gate has found them.
 *
 * A program on the host may not execute most of them: there those that stage2 uses are functions,
 * which a test that puts a CPU behind them has to provide (tests/unit).
 */
#ifndef COMMON_X86_CPU_H
#define COMMON_X86_CPU_H

#include "common/types.h"
#include "common/x86/registers.h"

#if __STDC_HOSTED__

uintptr_t cr0_read(void);
uintptr_t cr3_read(void);
uintptr_t cr4_read(void);
uint64_t msr_read(uint32_t msr);
uint64_t tsc_read(void);
uintptr_t eflags_read(void);
uint16_t cs_read(void);

#else

#define CPU_READ_REGISTER(name)                                                                    \
    static inline uintptr_t name##_read(void)                                                      \
    {                                                                                              \
        uintptr_t value;                                                                           \
        __asm__ volatile("mov %%" #name ", %0" : "=r"(value)::"memory");                           \
        return value;                                                                              \
    }

CPU_READ_REGISTER(cr0)
CPU_READ_REGISTER(cr2)
CPU_READ_REGISTER(cr3)
CPU_READ_REGISTER(cr4)
#undef CPU_READ_REGISTER

#define CPU_WRITE_REGISTER(name)                                                                   \
    static inline void name##_write(uintptr_t value)                                               \
    {                                                                                              \
        __asm__ volatile("mov %0, %%" #name ::"r"(value) : "memory");                              \
    }

CPU_WRITE_REGISTER(cr0)
CPU_WRITE_REGISTER(cr3)
CPU_WRITE_REGISTER(cr4)
#undef CPU_WRITE_REGISTER

/* Drops the translation of the page of an address, and every cached upper level [SDM3 4.10.4.1]. */
static inline void invlpg(uintptr_t address)
{
    __asm__ volatile("invlpg (%0)" ::"r"(address) : "memory");
}

static inline uint64_t msr_read(uint32_t msr)
{
    uint32_t low;
    uint32_t high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return ((uint64_t)high << 32) | low;
}

static inline uint64_t tsc_read(void)
{
    uint32_t low;
    uint32_t high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high)::"memory");
    return ((uint64_t)high << 32) | low;
}

/* The width is spelled out, since assemblers disagree about PUSHF's in 16-bit code. */
static inline uintptr_t eflags_read(void)
{
    uintptr_t value;
#ifdef __x86_64__
    __asm__ volatile("pushfq\n\tpopq %0" : "=r"(value)::"memory");
#else
    __asm__ volatile("pushfl\n\tpopl %0" : "=r"(value)::"memory");
#endif
    return value;
}

#define CPU_READ_SEGMENT(name)                                                                     \
    static inline uint16_t name##_read(void)                                                       \
    {                                                                                              \
        uint32_t value;                                                                            \
        __asm__ volatile("mov %%" #name ", %0" : "=r"(value));                                     \
        return (uint16_t)value;                                                                    \
    }

CPU_READ_SEGMENT(cs)
CPU_READ_SEGMENT(ss)
CPU_READ_SEGMENT(ds)
CPU_READ_SEGMENT(es)
CPU_READ_SEGMENT(fs)
CPU_READ_SEGMENT(gs)
#undef CPU_READ_SEGMENT

/* The selector of the task state segment. */
static inline uint16_t tr_read(void)
{
    uint16_t value;
    __asm__ volatile("str %0" : "=r"(value));
    return value;
}

#endif

#endif
