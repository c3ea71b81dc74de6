/*
 * crc32c_any.h: CRC-32C by the CPU's own instruction where it has it, else by table.
 */
#ifndef STAGE2_PROTECTED_CRC32C_ANY_H
#define STAGE2_PROTECTED_CRC32C_ANY_H

#include "common/crc32c.h"

enum { CRC32C_STEP_BYTES = 32 };

/* crc32c() from 0 over `bytes` bytes, a multiple of CRC32C_STEP_BYTES; data is 4-aligned. */
uint32_t crc32c_any(const struct crc32c_tables *tables, const void *data, uint32_t bytes);

#endif
