/*
 * load.h: finds the kernel a place above 1 MiB and brings it there.
 */
#ifndef STAGE2_REAL_LOAD_H
#define STAGE2_REAL_LOAD_H

#include "common/image.h"
#include "stage2/facts.h"
#include "stage2/real/disk.h"

/* Bytes for kernel, stacks and page tables, which lie side by side: a multiple of 4096. */
uint32_t load_bytes(const struct stage2_header *header);

/* Notes where they go in facts. False: no usable range is large enough. */
bool load_place(const struct stage2_header *header, struct facts *facts);

/* Reads the kernel to its place, chunk by chunk through the bounce buffer. False: disk->status and
 * disk->failed_lba tell. */
bool load_kernel(const struct stage2_header *header, struct disk *disk, const struct facts *facts);

#endif
