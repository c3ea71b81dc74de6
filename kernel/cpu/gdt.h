/*
 * gdt.h: the kernel's global descriptor table and its task state segment.
 *
 * [SDM3 3.4.5, 5.2.1, 7.7]. In 64-bit mode bases and limits of code and data mean nothing; what is
 * left of segmentation is the privilege level in CS and SS, and the TSS, which has become a list of
 * stacks:
 *
 *     RSP0..2    where an interrupt from ring 3 begins its frame
 *     IST1..7    stacks for gates that ask for one, whatever RSP was (row 06-4)
 */
#ifndef KERNEL_CPU_GDT_H
#define KERNEL_CPU_GDT_H

#include "common/types.h"

enum {
    GDT_CODE = 0x08,
    GDT_DATA = 0x10,
    GDT_USER_DATA = 0x18, /* in the order that SYSRET would want, though nobody uses it yet */
    GDT_USER_CODE = 0x20,
    GDT_TSS = 0x28, /* two slots: a system descriptor has 16 bytes */
    SELECTOR_RPL = 3,
};

#define DESCRIPTOR_PRESENT    (1ull << 47)
#define DESCRIPTOR_TSS_BUSY   (1ull << 41) /* LTR sets it, and refuses a TSS that has it */
#define DESCRIPTOR_LIMIT_MASK UINT16_MAX   /* bits 15..0 of the limit */

/* The interrupt stack table's entries in use, counted from 1 as a gate counts them. */
enum ist { IST_NONE = 0, IST_DF = 1, IST_NMI = 2, IST_MC = 3, IST_COUNT = 7 };

struct tss {
    uint32_t reserved_0;
    uint64_t rsp[3];
    uint64_t reserved_1;
    uint64_t ist[IST_COUNT];
    uint64_t reserved_2;
    uint16_t reserved_3;
    uint16_t io_map_base; /* beyond the limit: no port is open to ring 3 */
} __attribute__((packed, aligned(8)));

_Static_assert(sizeof(struct tss) == 104, "[SDM3 figure 7-11]");
_Static_assert(offsetof(struct tss, rsp) == 4, "[SDM3 figure 7-11]");
_Static_assert(offsetof(struct tss, ist) == 36, "[SDM3 figure 7-11]");
_Static_assert(offsetof(struct tss, io_map_base) == 102, "[SDM3 figure 7-11]");

/* Loads the table, CS with GDT_CODE, every data segment with the null selector, and TR with the
 * TSS. */
void gdt_load(void);

/* Reads CS, SS and TR back, and panics if they are not what gdt_load has loaded (row 06-6). */
void gdt_check(void);

/* Where an interrupt out of ring 3 puts its frame. */
void gdt_set_ring_0_stack(virt_t top);

/* A slot of the table, for who wants to see what a bad descriptor does; and TR loaded anew. */
uint64_t *gdt_slot(uint16_t selector);
void gdt_load_tss(void);

#endif
