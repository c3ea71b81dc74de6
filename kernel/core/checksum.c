/*
 * checksum.c: the tables of CRC-32C, computed when they are first needed.
 *
 * Called by entry_check.c and report.c.
 */
#include "kernel/core/checksum.h"

#include "common/crc32c.h"

uint32_t checksum(uint32_t crc, const void *data, size_t bytes)
{
    static struct crc32c_tables tables;
    static bool prepared;
    if (!prepared) {
        crc32c_prepare(&tables);
        prepared = true;
    }
    return crc32c(&tables, crc, data, bytes);
}
