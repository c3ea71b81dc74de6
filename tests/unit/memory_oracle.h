/*
 * memory_oracle.h: what must be true of every clean map, whatever the raw one was.
 *
 * The judge shares no code and no method with common/memory_map.c: it asks of single bytes what was
 * said about them, at every byte where that can change.
 */
#ifndef TESTS_UNIT_MEMORY_ORACLE_H
#define TESTS_UNIT_MEMORY_ORACLE_H

#include "common/memory_map.h"

enum { ORACLE_RUNS_MOST = 8192 };

/* What the page at `page` has to be. */
uint32_t oracle_page_kind(const struct memory_source *source, uint64_t page);

/*
 * Cleans the source and fails the running test unless the map is sorted, disjoint, gapless, in
 * whole pages and maximal runs; is at every edge what the oracle says; comes out the same when it
 * is cleaned again; gives every claim its due; has no more usable bytes than were reported; reports
 * an array that is too small; and unless next, usable_bytes and place tell the same as the map.
 */
void memory_properties_check(const struct memory_source *source);

#endif
