/*
 * f64_host.h: one real number in two types: the kernel's, and the host's floating-point unit's.
 */
#ifndef TESTS_UNIT_F64_HOST_H
#define TESTS_UNIT_F64_HOST_H

#include <string.h>

#include "kernel/core/f64.h"

static inline double host(f64_t value)
{
    double number;
    memcpy(&number, &value, sizeof(number));
    return number;
}

static inline f64_t ours(double number)
{
    f64_t value;
    memcpy(&value, &number, sizeof(value));
    return value;
}

#endif
