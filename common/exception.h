/*
 * exception.h: the names of the 32 exceptions [SDM3 6.3.1; APM2 8.2].
 */
#ifndef COMMON_EXCEPTION_H
#define COMMON_EXCEPTION_H

#include "common/types.h"

enum { EXCEPTIONS = 32 };

enum exception_vector {
    EXCEPTION_DE = 0,
    EXCEPTION_DB = 1,
    EXCEPTION_NMI = 2,
    EXCEPTION_BP = 3,
    EXCEPTION_OF = 4,
    EXCEPTION_BR = 5,
    EXCEPTION_UD = 6,
    EXCEPTION_NM = 7,
    EXCEPTION_DF = 8,
    EXCEPTION_TS = 10,
    EXCEPTION_NP = 11,
    EXCEPTION_SS = 12,
    EXCEPTION_GP = 13,
    EXCEPTION_PF = 14,
    EXCEPTION_MF = 16,
    EXCEPTION_AC = 17,
    EXCEPTION_MC = 18,
    EXCEPTION_XM = 19,
};

/* "PAGE FAULT"; "RESERVED" for the vectors that no manual names, and from 32 up. */
const char *exception_name(uint32_t vector);

/* "#PF"; "#--" where there is none. */
const char *exception_mnemonic(uint32_t vector);

#endif
