/*
 * source.h: what the clean memory map is computed from: the firmware's answers and our own claims.
 *
 * Pure. Both halves of stage2 compile it: the real half to find the kernel a place, the protected
 * half for the map that the kernel gets.
 */
#ifndef STAGE2_SOURCE_H
#define STAGE2_SOURCE_H

#include "stage2/facts.h"

/* Claims for what has a place so far; the kernel's are absent until facts names it. The claims lie
 * in a static array that the next call overwrites. */
struct memory_source memory_source(const struct facts *facts);

#endif
