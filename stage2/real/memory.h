/*
 * memory.h: asks the firmware what memory there is.
 */
#ifndef STAGE2_REAL_MEMORY_H
#define STAGE2_REAL_MEMORY_H

#include "stage2/facts.h"
#include "stage2/source.h" /* how raw[] becomes a clean map */

/*
 * Fills facts->memory_method, raw[], raw_count, raw_lost, usable_limit, attributes_count and
 * low_memory_bytes by E820, then E801, then AH=88h. False where none of them gave one usable byte
 * above 1 MiB: memory_method is 0 then, and raw[] holds what the last of them said.
 *
 * Where the list is longer than raw[], raw_lost counts the answers that found no room, and no
 * address from the lowest of them up is usable. Where it has no end, because the firmware begins
 * again or stops in the middle, raw_lost is 1 and what was listed counts: a range that nobody
 * listed is a hole, which nobody uses.
 */
bool memory_ask(struct facts *facts);

const char *memory_method_name(enum memory_method method);

#endif
