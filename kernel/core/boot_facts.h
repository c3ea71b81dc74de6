/*
 * boot_facts.h: what the hand-over's numbers mean, in words and sums.
 */
#ifndef KERNEL_CORE_BOOT_FACTS_H
#define KERNEL_CORE_BOOT_FACTS_H

#include "common/boot_info.h"

/* "paging", and "the page tables are built"; "?" for what is no step. */
const char *boot_step_name(uint32_t step);
const char *boot_step_text(uint32_t step);

/* enum a20_method and enum memory_method: "by port 92h", "E820"; "?" for what is none. */
const char *boot_a20_text(uint32_t method);
const char *boot_memory_text(uint32_t method);

/* Of the clean map. */
uint64_t boot_usable_bytes(const struct boot_info *info);

/* From the first step that has a time to the last: how long the climb took, in ticks. */
uint64_t boot_climb_ticks(const struct boot_info *info);

/* The same from that step to another; false where the other has no time. */
bool boot_step_ticks(const struct boot_info *info, uint32_t number, uint64_t *ticks);

#endif
