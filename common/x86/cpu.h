/*
 * cpu.h: control registers, EFER and the time-stamp counter, by the manual's names
 * [SDM3 2.5, 2.2.1].
 *
 * Besides io.h the one place in common/ with assembly: each function is one instruction. They work
 * in all three modes; CR4, EFER and the counter exist only where the CPU gate has found them.
 */
#ifndef COMMON_X86_CPU_H
#define COMMON_X86_CPU_H

#include "common/types.h"

#define CR0_PE (1u << 0)
#define CR0_MP (1u << 1)
#define CR0_EM (1u << 2)
#define CR0_TS (1u << 3)
#define CR0_ET (1u << 4)
#define CR0_NE (1u << 5)
#define CR0_WP (1u << 16)
#define CR0_AM (1u << 18)
#define CR0_NW (1u << 29)
#define CR0_CD (1u << 30)
#define CR0_PG (1u << 31)

#define CR4_PAE   (1u << 5)
#define CR4_PGE   (1u << 7)
#define CR4_LA57  (1u << 12)
#define CR4_PCIDE (1u << 17)

#define CR3_PWT (1u << 3)
#define CR3_PCD (1u << 4)

#define MSR_EFER 0xc0000080u
#define EFER_LME (1u << 8)
#define EFER_LMA (1u << 10)
#define EFER_NXE (1u << 11)

#define EFLAGS_CF (1u << 0)
#define EFLAGS_IF (1u << 9)
#define EFLAGS_DF (1u << 10)
#define EFLAGS_AC (1u << 18)
#define EFLAGS_ID (1u << 21)

/* CPUID feature bits [SDM2 CPUID; APM3 E.4]. */
#define CPUID_1_ECX_SSE42       (1u << 20)
#define CPUID_1_EDX_TSC         (1u << 4)
#define CPUID_1_EDX_MSR         (1u << 5)
#define CPUID_1_EDX_PAE         (1u << 6)
#define CPUID_EXTENDED          0x80000000u
#define CPUID_EXTENDED_1_EDX_NX (1u << 20)
#define CPUID_EXTENDED_1_EDX_LM (1u << 29)

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

static inline void cr3_write(uintptr_t value)
{
    __asm__ volatile("mov %0, %%cr3" ::"r"(value) : "memory");
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
#undef CPU_READ_SEGMENT

static inline void page_invalidate(virt_t page)
{
    __asm__ volatile("invlpg (%0)" ::"r"((uintptr_t)page.value) : "memory");
}

#endif
