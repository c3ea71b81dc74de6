/*
 * idt.h: the interrupt descriptor table: gates for the 32 exceptions [SDM3 6.10, 6.14.1].
 *
 *     127       96 95        64 63     48 47 46 45 44 43   40 39 35 34  32 31       16 15        0
 *    +------------+------------+---------+--+-----+--+-------+-----+------+-----------+-----------+
 *    | reserved   | offset     | offset  |P | DPL |0 | type  |  0  | IST  | selector  | offset    |
 *    |            | 63..32     | 31..16  |  |     |  |       |     |      |           | 15..0     |
 *    +------------+------------+---------+--+-----+--+-------+-----+------+-----------+-----------+
 */
#ifndef KERNEL_CPU_IDT_H
#define KERNEL_CPU_IDT_H

/* Fills and loads the table; every exception prints its report and halts (exception_report.c). */
void idt_load(void);

#endif
