/*
 * bar.h: how much is used, and where, drawn in a row of blocks.
 *
 * The three blocks are in CP437 as well as in Unicode, so a VGA screen and a terminal both have
 * them, one column wide. Each takes three bytes of UTF-8.
 */
#ifndef KERNEL_CORE_BAR_H
#define KERNEL_CORE_BAR_H

#include "common/types.h"

#define BLOCK_LIGHT "\xe2\x96\x91" /* U+2591 */
#define BLOCK_HALF  "\xe2\x96\x92" /* U+2592 */
#define BLOCK_FULL  "\xe2\x96\x88" /* U+2588 */

enum {
    BAR_COLUMNS_MOST = 72,
    BAR_BLOCK_BYTES = 3,
    BAR_BYTES = BAR_COLUMNS_MOST * BAR_BLOCK_BYTES + 1,
};

/* Draws the used part as full blocks, the rest as light ones. A part that is not empty has at least
 * one block, so a bar that looks full is full. Wider than BAR_COLUMNS_MOST is cut to it. */
void bar_draw(char text[BAR_BYTES], uint32_t columns, uint64_t used, uint64_t total);

/* What is drawn on a map, one range after the other, in any order; they do not overlap. */
struct map_range {
    uint64_t from, to; /* half open */
};

/* The next range; false where there is none. */
typedef bool (*map_source)(void *context, struct map_range *range);

/* Draws from..to as blocks of equal parts, to one byte: full ones where ranges cover all of the
 * part, half ones where they cover some of it, light ones where nothing. */
void map_draw(char text[BAR_BYTES], uint32_t columns, uint64_t from, uint64_t to, map_source source,
              void *context);

#endif
