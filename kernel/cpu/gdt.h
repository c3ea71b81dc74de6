/*
 * gdt.h: the kernel's own global descriptor table.
 */
#ifndef KERNEL_CPU_GDT_H
#define KERNEL_CPU_GDT_H

enum { GDT_CODE = 0x08 };

/* Loads the table, CS with GDT_CODE, and every data segment with the null selector. */
void gdt_load(void);

#endif
