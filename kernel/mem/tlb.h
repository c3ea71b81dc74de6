/*
 * tlb.h: makes the CPU forget every translation.
 */
#ifndef KERNEL_MEM_TLB_H
#define KERNEL_MEM_TLB_H

/* All of them, those of global pages too [SDM3 4.10.4.1]. */
void tlb_flush_all(void);

#endif
