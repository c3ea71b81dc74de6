/*
 * io.h: port input and output [SDM2 IN, OUT].
 *
 * On the host there are no ports to reach: there these are functions, which a test that puts a
 * device behind them has to provide (tests/unit).
 */
#ifndef COMMON_X86_IO_H
#define COMMON_X86_IO_H

#include "common/types.h"

#if __STDC_HOSTED__

#define PORT_ACCESS(bits, suffix, width)                                                           \
    uint##bits##_t in##bits(uint16_t port);                                                        \
    void out##bits(uint16_t port, uint##bits##_t value);

#else

#define PORT_ACCESS(bits, suffix, width)                                                           \
    static inline uint##bits##_t in##bits(uint16_t port)                                           \
    {                                                                                              \
        uint##bits##_t value;                                                                      \
        __asm__ volatile("in" suffix " %w1, %" width "0" : "=a"(value) : "Nd"(port) : "memory");   \
        return value;                                                                              \
    }                                                                                              \
    static inline void out##bits(uint16_t port, uint##bits##_t value)                              \
    {                                                                                              \
        __asm__ volatile("out" suffix " %" width "0, %w1" ::"a"(value), "Nd"(port) : "memory");    \
    }

#endif

PORT_ACCESS(8, "b", "b")
PORT_ACCESS(16, "w", "w")
PORT_ACCESS(32, "l", "k")
#undef PORT_ACCESS

#endif
