/*
 * verify.h: whether the kernel, where it finally lies, is whole and of this build.
 */
#ifndef STAGE2_PROTECTED_VERIFY_H
#define STAGE2_PROTECTED_VERIFY_H

#include "common/crc32c.h"
#include "common/image.h"

/* Checks CRC-32C, magic, build ID and bounds against stage2's header, says what it found or why it
 * stops, and zeroes .bss. Returns the kernel's header in memory. */
const struct kernel_header *kernel_verify(const struct stage2_header *expected,
                                          const struct crc32c_tables *tables);

#endif
