/*
 * bar.c: how much is used, and where, drawn in a row of blocks.
 *
 * Called by the commands that would rather be looked at than read. A picture rounds, but never so
 * that something looks like nothing, or not quite all like all.
 */
#include "kernel/core/bar.h"

#include "common/string.h"

static void block_put(char *text, uint32_t column, const char *block)
{
    memcpy(text + (size_t)column * BAR_BLOCK_BYTES, block, BAR_BLOCK_BYTES);
}

static uint32_t columns_limit(char *text, uint32_t columns)
{
    columns = columns < BAR_COLUMNS_MOST ? columns : BAR_COLUMNS_MOST;
    text[(size_t)columns * BAR_BLOCK_BYTES] = '\0';
    return columns;
}

void bar_draw(char text[BAR_BYTES], uint32_t columns, uint64_t used, uint64_t total)
{
    columns = columns_limit(text, columns);
    bool is_all = used >= total;
    uint64_t scale = total / (UINT64_MAX / BAR_COLUMNS_MOST) + 1; /* keeps the product in 64 bits */
    uint64_t full = is_all ? columns : used / scale * columns / (total / scale);
    /* The first block and the last one are where the rounding must not lie. */
    if (used == 0) {
        full = 0;
    } else if (full == 0) {
        full = 1;
    } else if (full == columns && !is_all) {
        full--;
    }
    for (uint32_t i = 0; i < columns; i++) {
        block_put(text, i, i < full ? BLOCK_FULL : BLOCK_LIGHT);
    }
}

/* The bytes that two ranges have in common. */
static uint64_t common_bytes(struct map_range a, struct map_range b)
{
    uint64_t from = a.from > b.from ? a.from : b.from;
    uint64_t to = a.to < b.to ? a.to : b.to;
    return from < to ? to - from : 0;
}

/* The bounds of the parts are whole * part / parts, rounded down, without leaving 64 bits: part is
 * at most parts, which is at most BAR_COLUMNS_MOST. */
static uint64_t share(uint64_t whole, uint32_t part, uint32_t parts)
{
    return whole / parts * part + whole % parts * part / parts;
}

static struct map_range part_of(struct map_range whole, uint32_t part, uint32_t parts)
{
    uint64_t bytes = whole.to - whole.from;
    return (struct map_range){.from = whole.from + share(bytes, part, parts),
                              .to = whole.from + share(bytes, part + 1, parts)};
}

void map_draw(char text[BAR_BYTES], uint32_t columns, uint64_t from, uint64_t to, map_source source,
              void *context)
{
    uint64_t covered[BAR_COLUMNS_MOST] = {0};
    struct map_range whole = {.from = from, .to = to > from ? to : from};
    columns = columns_limit(text, columns);
    for (struct map_range range; source(context, &range);) {
        for (uint32_t i = 0; i < columns; i++) {
            covered[i] += common_bytes(range, part_of(whole, i, columns));
        }
    }
    for (uint32_t i = 0; i < columns; i++) {
        struct map_range part = part_of(whole, i, columns);
        bool is_full = covered[i] > 0 && covered[i] >= part.to - part.from;
        block_put(text, i, is_full ? BLOCK_FULL : covered[i] > 0 ? BLOCK_HALF : BLOCK_LIGHT);
    }
}
