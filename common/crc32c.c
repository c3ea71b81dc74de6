/*
 * crc32c.c: CRC-32C in plain C, eight bytes a step, for CPUs without the CRC32 instruction.
 *
 * Polynomial, bit order and complement are those of [RFC 3720 B.4] and of [SDM2 CRC32]. The tables
 * are M. E. Kounavis' and F. L. Berry's slicing by eight: row[n][b] is the CRC of the byte b with n
 * zero bytes after it. A CRC is linear, so the CRC of eight bytes is the exclusive or of eight
 * rows. From stage2, mkimage and the tests come the bytes; nothing here touches hardware.
 */
#include "common/crc32c.h"

enum {
    SLICES = 8,
    BYTE_BITS = 8,
    BYTE_MASK = 0xff,
    BYTE_VALUES = 256,
};

/* 0x1EDC6F41 with its bits reversed: the first bit on the wire is the lowest bit of a byte. */
#define POLYNOMIAL_REFLECTED 0x82f63b78u

/* x86 reads 32 bits from any address; the type says so to the compiler, which else may assume
 * that such a pointer is aligned and that it points to nothing but integers of this type. */
typedef uint32_t unaligned_u32 __attribute__((may_alias, aligned(1)));

static uint32_t byte_crc(uint32_t byte)
{
    uint32_t crc = byte;
    for (int bit = 0; bit < BYTE_BITS; bit++) {
        crc = (crc >> 1) ^ ((crc & 1) != 0 ? POLYNOMIAL_REFLECTED : 0);
    }
    return crc;
}

void crc32c_prepare(struct crc32c_tables *tables)
{
    for (uint32_t byte = 0; byte < BYTE_VALUES; byte++) {
        tables->row[0][byte] = byte_crc(byte);
    }
    /* One zero byte more: shift the lowest byte out and fold its CRC in. */
    for (uint32_t slice = 1; slice < SLICES; slice++) {
        for (uint32_t byte = 0; byte < BYTE_VALUES; byte++) {
            uint32_t crc = tables->row[slice - 1][byte];
            tables->row[slice][byte] = (crc >> BYTE_BITS) ^ tables->row[0][crc & BYTE_MASK];
        }
    }
}

/* The four bytes of a word through four neighbouring rows; the lowest byte has the longest way. */
static inline uint32_t word_crc(const uint32_t rows[][BYTE_VALUES], uint32_t word)
{
    return rows[3][word & BYTE_MASK] ^ rows[2][(word >> 8) & BYTE_MASK] ^
           rows[1][(word >> 16) & BYTE_MASK] ^ rows[0][word >> 24];
}

uint32_t crc32c(const struct crc32c_tables *tables, uint32_t crc, const void *data, size_t bytes)
{
    const uint8_t *at = data;

    /* The register begins as all ones, so that leading zero bytes count, and is given out
     * complemented: a result handed in again thereby continues where it ended. */
    crc = ~crc;
    for (; bytes >= SLICES; bytes -= SLICES, at += SLICES) {
        uint32_t first = *(const unaligned_u32 *)at ^ crc;
        uint32_t second = *(const unaligned_u32 *)(at + sizeof(uint32_t));
        crc = word_crc(&tables->row[4], first) ^ word_crc(&tables->row[0], second);
    }
    for (; bytes > 0; bytes--, at++) {
        crc = (crc >> BYTE_BITS) ^ tables->row[0][(crc ^ *at) & BYTE_MASK];
    }
    return ~crc;
}
