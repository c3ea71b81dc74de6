/*
 * paging_report.h: what the kernel says of its page tables.
 */
#ifndef KERNEL_MEM_PAGING_REPORT_H
#define KERNEL_MEM_PAGING_REPORT_H

/* One line: where the level-4 table lies, how many ranges are mapped, and whether W^X holds, found
 * out by walking all tables (row 08-4). Panics if a page is writable and executable. */
void paging_report(void);

/* Every mapped range with its rights, one a line. */
void paging_list(void);

#endif
