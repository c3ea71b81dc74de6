/*
 * variant.h: sector 0 for firmware that the normal image does not suit.
 *
 * Some firmware's wishes contradict others' (quirks 2, 3, 5, 9), so no image serves all. Each
 * variant differs from the normal image in one thing, in sector 0 alone; stage2 and kernel are the
 * same bytes, and so is the build ID. Pure.
 */
#ifndef MKIMAGE_VARIANT_H
#define MKIMAGE_VARIANT_H

#include "common/image.h"

/* How sector 0 begins; stage1's code follows behind the window in either case. */
enum variant_start {
    START_JUMP, /* EB xx 90 */
    START_XOR,  /* 33 C0 EB xx: XOR AX, AX, then the jump */
};

struct variant {
    const char *name;
    enum variant_start start;
    uint16_t sectors; /* that the window's block tells a track to have; 0 where there is no block */
    uint16_t heads;
    unsigned entry; /* of the partition table, from 1: the one that is not empty */
    unsigned quirk;
    const char *firmware; /* whom it is for */
};

/* All of them by number, the normal image first; NULL beyond the last. */
const struct variant *variant_at(unsigned number);

/* Makes the variant's sector 0 of a normal image's. */
void variant_apply(const struct variant *variant, uint8_t sector_0[SECTOR_BYTES]);

/* Which one it is; NULL where it is none of them. */
const struct variant *variant_of(const uint8_t sector_0[SECTOR_BYTES]);

/* The byte of sector 0 at which its first instructions arrive; false where they are none of ours.
 */
bool variant_jump(const uint8_t *code, int *target);

#endif
