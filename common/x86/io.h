/*
 * io.h: port input and output [SDM2 IN, OUT].
 */
#ifndef COMMON_X86_IO_H
#define COMMON_X86_IO_H

#include "common/types.h"

static inline uint8_t in8(uint16_t port)
{
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

static inline void out8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port) : "memory");
}

#endif
