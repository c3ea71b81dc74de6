/*
 * e820.h: the firmware's own list of what lies where in memory.
 */
#ifndef STAGE2_REAL_E820_H
#define STAGE2_REAL_E820_H

#include "stage2/facts.h"

/* Appends the list to facts->raw[], which is empty. False: there is no list, or none that can be
 * believed, and what facts->raw[] holds is to be thrown away. Bounded. */
bool e820_ask(struct facts *facts);

#endif
