/*
 * tables.h: the kernel's address space.
 */
#ifndef STAGE2_PROTECTED_TABLES_H
#define STAGE2_PROTECTED_TABLES_H

#include "common/image.h"

/* Builds the page tables at facts.page_tables_phys as disk.layout's virt section says. */
void tables_build(const struct kernel_header *header);

#endif
