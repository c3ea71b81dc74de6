/*
 * checksum.h: CRC-32C for the kernel.
 */
#ifndef KERNEL_CORE_CHECKSUM_H
#define KERNEL_CORE_CHECKSUM_H

#include "common/types.h"

/* crc32c() (common/crc32c.h) with the kernel's own tables: begin with 0, or go on with a result. */
uint32_t checksum(uint32_t crc, const void *data, size_t bytes);

#endif
