/*
 * frames_map.c: physical memory drawn, a block for so many frames. Contract in frames_map.h.
 *
 * Called by monitor/frames.c. A block with a single used frame is not drawn as free, nor one with
 * a single free frame as used.
 */
#include "kernel/core/frames_map.h"

#include "common/string.h"

/* What there is in a column. */
struct columns {
    bool used[FRAMES_MAP_COLUMNS], free[FRAMES_MAP_COLUMNS];
};

struct frames_map frames_map(const struct frames *frames)
{
    struct frames_map map = {.block = PAGE_BYTES};
    struct frames_extent extent;
    while (frames_next(frames, phys(map.end), &extent)) {
        map.end = extent.end.value;
    }
    while (map.block * FRAMES_MAP_COLUMNS * FRAMES_MAP_ROWS < map.end) {
        map.block *= 2;
    }
    map.row_bytes = map.block * FRAMES_MAP_COLUMNS;
    return map;
}

/* `state` are the columns' flags that the bytes from..to of the row, which are some, set. */
static void columns_set(bool state[FRAMES_MAP_COLUMNS], uint64_t block, uint64_t from, uint64_t to)
{
    for (uint64_t column = from / block; column <= (to - 1) / block; column++) {
        state[column] = true;
    }
}

static void row_look(const struct frames *frames, const struct frames_map *map, uint64_t from,
                     struct columns *columns)
{
    uint64_t to = from + map->row_bytes;
    struct frames_extent extent;
    for (uint64_t at = from; at < to && frames_next(frames, phys(at), &extent);
         at = extent.end.value) {
        uint64_t end = extent.end.value < to ? extent.end.value : to;
        if (extent.state != FRAMES_ABSENT) {
            columns_set(extent.state == FRAMES_USED ? columns->used : columns->free, map->block,
                        at - from, end - from);
        }
    }
}

void frames_map_row(const struct frames *frames, const struct frames_map *map, uint64_t from,
                    char text[FRAMES_MAP_BYTES])
{
    struct columns columns = {.used = {false}};
    row_look(frames, map, from, &columns);
    for (uint32_t i = 0; i < FRAMES_MAP_COLUMNS && from + i * map->block < map->end; i++) {
        const char *used = columns.free[i] ? BLOCK_HALF : BLOCK_FULL;
        const char *unused = columns.free[i] ? BLOCK_LIGHT : " ";
        const char *block = columns.used[i] ? used : unused;
        memcpy(text, block, strlen(block));
        text += strlen(block);
    }
    *text = '\0';
}
