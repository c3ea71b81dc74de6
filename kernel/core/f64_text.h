/*
 * f64_text.h: a real number as the shortest decimal that reads back as the same number.
 */
#ifndef KERNEL_CORE_F64_TEXT_H
#define KERNEL_CORE_F64_TEXT_H

#include "kernel/core/f64.h"

enum { F64_TEXT_MOST = 32 }; /* with the final NUL; the longest texts have 25 characters */

/*
 * Of the shortest ones, the nearest to the number: 42, 0.1, 0.3333333333333333, -0, inf, -inf, NaN.
 * Plain from 1e-6 to below 1e21, with an exponent beyond: 1.5e-7, 1e21. Returns the buffer, for
 * print("%s", ...).
 */
const char *f64_text(char buffer[F64_TEXT_MOST], f64_t value);

#endif
