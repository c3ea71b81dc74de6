/*
 * crc32c.h: CRC-32C (Castagnoli), polynomial 0x1EDC6F41, reflected: the one that SSE4.2's CRC32
 * instruction computes [SDM2 CRC32], so that a CPU which has it can take over.
 */
#ifndef COMMON_CRC32C_H
#define COMMON_CRC32C_H

#include "common/types.h"

/* Tables for eight bytes a step; 8 KiB, computed by crc32c_prepare, never read before. */
struct crc32c_tables {
    uint32_t row[8][256];
};

void crc32c_prepare(struct crc32c_tables *tables);

/*
 * CRC-32C of `bytes` bytes. Begin with crc 0; the result of one call continues in the next, so a
 * long text may be fed in pieces. data needs no alignment.
 */
uint32_t crc32c(const struct crc32c_tables *tables, uint32_t crc, const void *data, size_t bytes);

#endif
