/*
 * table_pointer.h: what LGDT and LIDT read [SDM3 3.5.1].
 */
#ifndef KERNEL_CPU_TABLE_POINTER_H
#define KERNEL_CPU_TABLE_POINTER_H

#include "common/types.h"

struct table_pointer {
    uint16_t limit; /* the last byte's offset, not the size */
    uint64_t base;
} __attribute__((packed));

#endif
