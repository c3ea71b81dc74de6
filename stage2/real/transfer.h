/*
 * transfer.h: chooses the next disk transfer: how much of what is left one call may move, and where
 * the sectors are by cylinder, head and sector. Pure.
 */
#ifndef STAGE2_REAL_TRANSFER_H
#define STAGE2_REAL_TRANSFER_H

#include "common/types.h"

/* What is left to do: sectors [lba, lba + count) to the linear address `to`. */
struct transfer {
    uint32_t lba;
    uint32_t count;
    uint32_t to;
};

struct chs_geometry {
    uint16_t cylinders;
    uint16_t heads;
    uint16_t sectors;
};

struct chs_address {
    uint16_t cylinder; /* from 0 */
    uint8_t head;      /* from 0 */
    uint8_t sector;    /* from 1 */
};

/* How many sectors the next call may move: 1 to most, none of them over a 64 KiB line. */
uint16_t transfer_next(const struct transfer *left, uint16_t most);

/* The same for a call by CHS, which moreover stays in its track. */
uint16_t transfer_next_in_track(const struct transfer *left, uint16_t most,
                                struct chs_geometry geometry, struct chs_address address);

/* Whether a BIOS could mean this geometry, and whether a transfer by it is well defined. */
bool chs_is_usable(struct chs_geometry geometry);

/* Where a sector is, in a usable geometry. False: beyond the cylinders that a BIOS can name. */
bool chs_find(struct chs_geometry geometry, uint32_t lba, struct chs_address *address);

#endif
