/*
 * raw.h: the list of the firmware's answers about memory: facts->raw[] with its count and limits.
 */
#ifndef STAGE2_REAL_RAW_H
#define STAGE2_REAL_RAW_H

#include "stage2/facts.h"

void raw_clear(struct facts *facts);

/* Appends an entry. Where raw[] is full it is lost, unless raw[] holds its equal: raw_lost counts
 * it, and usable_limit sinks to where it begins. */
void raw_add(struct facts *facts, const struct e820_entry *entry);

/* Takes back the laps of a list that runs in a circle of `lap` entries, but for the first one. */
void raw_forget_laps(struct facts *facts, uint32_t lap);

/* Whether the list makes one byte above 1 MiB usable; attributes_count as in memory_source. */
bool raw_has_usable(const struct facts *facts, bool attributes_count);

bool entry_is_same(const struct e820_entry *a, const struct e820_entry *b);

#endif
