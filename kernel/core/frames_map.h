/*
 * frames_map.h: physical memory drawn, a block for so many frames.
 *
 *     ' ' no memory to hand out   light: all free   half: some used   full: all used
 */
#ifndef KERNEL_CORE_FRAMES_MAP_H
#define KERNEL_CORE_FRAMES_MAP_H

#include "kernel/core/bar.h"
#include "kernel/core/frames.h"

enum {
    FRAMES_MAP_COLUMNS = 64,
    FRAMES_MAP_ROWS = 16,
    FRAMES_MAP_BYTES = FRAMES_MAP_COLUMNS * BAR_BLOCK_BYTES + 1,
};

struct frames_map {
    uint64_t end;   /* of all memory that is known */
    uint64_t block; /* bytes of one block, a power of two */
    uint64_t row_bytes;
};

/* The smallest block with which the map has at most FRAMES_MAP_ROWS rows. Looks at all extents. */
struct frames_map frames_map(const struct frames *frames);

/* Draws the row that begins at `from`, a multiple of row_bytes, which ends with the memory. Bounded
 * by a look at each extent that begins in the row. */
void frames_map_row(const struct frames *frames, const struct frames_map *map, uint64_t from,
                    char text[FRAMES_MAP_BYTES]);

#endif
