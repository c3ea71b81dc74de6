/*
 * exception.h: the names of the 32 exceptions [SDM3 6.3.1; APM2 8.2].
 */
#ifndef COMMON_EXCEPTION_H
#define COMMON_EXCEPTION_H

#include "common/types.h"

enum { EXCEPTIONS = 32 };

/* "PAGE FAULT"; "RESERVED" for the vectors that no manual names, and from 32 up. */
const char *exception_name(uint32_t vector);

/* "#PF"; "#--" where there is none. */
const char *exception_mnemonic(uint32_t vector);

#endif
