/*
 * crc32c_any.c: four bytes a step by the CRC32 instruction, eight steps a turn. [SDM2 CRC32]
 *
 * Called by verify.c and handover.c; every byte of the kernel passes through here.
 */
#include "stage2/protected/crc32c_any.h"

#include "stage2/facts.h"

static uint32_t crc32c_by_instruction(const uint32_t *data, uint32_t bytes)
{
    uint32_t crc = ~0u;
    const uint32_t *end = data + bytes / sizeof(*data);
    for (; data != end; data += CRC32C_STEP_BYTES / sizeof(*data)) {
        __asm__("crc32l 0(%1), %0\n\t"
                "crc32l 4(%1), %0\n\t"
                "crc32l 8(%1), %0\n\t"
                "crc32l 12(%1), %0\n\t"
                "crc32l 16(%1), %0\n\t"
                "crc32l 20(%1), %0\n\t"
                "crc32l 24(%1), %0\n\t"
                "crc32l 28(%1), %0"
                : "+r"(crc)
                : "r"(data), "m"(*(const uint32_t(*)[8])data));
    }
    return ~crc;
}

uint32_t crc32c_any(const struct crc32c_tables *tables, const void *data, uint32_t bytes)
{
    if (stage2_facts.sse42_present) {
        return crc32c_by_instruction(data, bytes);
    }
    return crc32c(tables, 0, data, bytes);
}
