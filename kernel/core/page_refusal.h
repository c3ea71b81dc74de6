/*
 * page_refusal.h: why memory is better not read, by who only wants to look at it.
 */
#ifndef KERNEL_CORE_PAGE_REFUSAL_H
#define KERNEL_CORE_PAGE_REFUSAL_H

#include "kernel/core/page_walk.h"

/*
 * NULL where the byte that a walk has led to can be read. Else why not: it is not mapped, or its
 * page is not cached, which is how devices are mapped, whose reading may have effects. The screen's
 * has none, and whoever has `forced` it is believed. `*last` is the last address that the same
 * entry stands for.
 */
const char *page_refusal(const struct page_walk *walk, virt_t address, bool forced, virt_t *last);

#endif
