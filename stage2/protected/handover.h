/*
 * handover.h: fills boot_info.
 */
#ifndef STAGE2_PROTECTED_HANDOVER_H
#define STAGE2_PROTECTED_HANDOVER_H

#include "common/boot_info.h"
#include "common/crc32c.h"
#include "common/image.h"

/* Writes the hand-over at RAM_BOOT_INFO_START, all but the trace. */
struct boot_info *handover_write(const struct stage2_header *header,
                                 const struct crc32c_tables *tables);

/* Seals the hand-over with its CRC, copies the trace and returns the free record behind it, for the
 * last step. */
struct boot_trace_record *handover_seal(struct boot_info *info, const struct crc32c_tables *tables);

#endif
