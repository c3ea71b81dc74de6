/*
 * crc32_instruction.h: CRC-32C by the CPU's own instruction, four bytes a step [SDM2 CRC32].
 */
#ifndef STAGE2_PROTECTED_CRC32_INSTRUCTION_H
#define STAGE2_PROTECTED_CRC32_INSTRUCTION_H

#include "common/types.h"

/* As crc32c() from crc 0, over `dwords` 32-bit words, a multiple of 8; needs SSE4.2. */
static inline uint32_t crc32_instruction(const uint32_t *data, uint32_t dwords)
{
    uint32_t crc = ~0u;
    for (const uint32_t *end = data + dwords; data != end; data += 8) {
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

#endif
