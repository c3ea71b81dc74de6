/*
 * source.h: what the clean memory map is computed from: the firmware's answers and our own claims.
 *
 * Pure. Both halves of stage2 compile it: the real half to find the kernel a place, the protected
 * half for the map that the kernel gets.
 */
#ifndef STAGE2_SOURCE_H
#define STAGE2_SOURCE_H

#include "stage2/facts.h"

enum { CLAIMS = 7 };

/* Fills claims[CLAIMS] with what has a place so far; the kernel's are absent until facts names it.
 * The source refers to both arguments, which must outlive it. */
struct memory_source memory_source(const struct facts *facts, struct memory_range *claims);

#endif
