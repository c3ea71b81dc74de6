/*
 * triple_fault.h: the reset that no chipset can refuse.
 */
#ifndef KERNEL_CPU_TRIPLE_FAULT_H
#define KERNEL_CPU_TRIPLE_FAULT_H

/* With an empty IDT no exception can be delivered, nor the double fault that follows from that:
 * the CPU shuts down, and the board answers with a reset [SDM3 6.15]. */
_Noreturn void cpu_triple_fault(void);

#endif
