/*
 * idt.h: the interrupt descriptor table: a gate for each of the 256 vectors [SDM3 6.10, 6.14.1].
 *
 *     127       96 95        64 63     48 47 46 45 44 43   40 39 35 34  32 31       16 15        0
 *    +------------+------------+---------+--+-----+--+-------+-----+------+-----------+-----------+
 *    | reserved   | offset     | offset  |P | DPL |0 | type  |  0  | IST  | selector  | offset    |
 *    |            | 63..32     | 31..16  |  |     |  |       |     |      |           | 15..0     |
 *    +------------+------------+---------+--+-----+--+-------+-----+------+-----------+-----------+
 */
#ifndef KERNEL_CPU_IDT_H
#define KERNEL_CPU_IDT_H

#include "kernel/core/gate.h"
#include "kernel/cpu/gdt.h"

/* Fills the table with gates to the stubs of traps.asm and loads it. Every gate clears IF and is
 * for ring 0 alone, but VECTOR_BP, which ring 3 may use (INT3 in a program is no crime). #DF, NMI
 * and #MC come on stacks of their own. */
void idt_load(void);

/* One vector's gate, to change what idt_load has made of it. */
struct gate *idt_gate(uint8_t vector);

#endif
