/*
 * test_frames_map.c: kernel/core/frames_map.c: a picture of physical memory that does not lie.
 */
#include <string.h>

#include "kernel/core/frames_map.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/frames_host.h"
#include "tests/unit/random.h"

/* A row with '#', '+' and '.' for the blocks. */
static const char *row(const struct frames_host *host, const struct frames_map *map, uint64_t from)
{
    static char plain[FRAMES_MAP_COLUMNS + 1];
    char text[FRAMES_MAP_BYTES];
    frames_map_row(&host->frames, map, from, text);
    size_t count = 0;
    for (const char *at = text; *at; at += *at == ' ' ? 1 : BAR_BLOCK_BYTES) {
        assert_true(count < FRAMES_MAP_COLUMNS);
        plain[count++] = *at == ' '                                      ? ' '
                         : memcmp(at, BLOCK_FULL, BAR_BLOCK_BYTES) == 0  ? '#'
                         : memcmp(at, BLOCK_HALF, BAR_BLOCK_BYTES) == 0  ? '+'
                         : memcmp(at, BLOCK_LIGHT, BAR_BLOCK_BYTES) == 0 ? '.'
                                                                         : '?';
    }
    plain[count] = '\0';
    return plain;
}

static void test_no_memory(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    struct frames_map map = frames_map(&host->frames);
    assert_int_equal(map.end, 0);
    assert_string_equal(row(host, &map, 0), "");
}

static void test_a_row(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 2, 8);
    frames_host_add(host, 10, 1 << 20);
    struct frames_map map = frames_map(&host->frames);
    /* 4 GiB less what the bits take from the upper end: 1024 blocks of 4 MiB. */
    assert_int_equal(map.block, 4 << 20);
    assert_int_equal(map.row_bytes, (uint64_t)FRAMES_MAP_COLUMNS * map.block);
    assert_string_equal(row(host, &map, 0) + 1,
                        "...............................................................");
    for (int i = 0; i < 1500; i++) {
        assert_true(host_alloc(host) != 0);
    }
    map.block = 4096 * 4; /* a magnifying glass: 2 are absent, then used; then 8 and 9 are absent */
    map.row_bytes = map.block * FRAMES_MAP_COLUMNS;
    assert_true(host_free(host, 13));
    assert_true(host_free(host, 16) && host_free(host, 17) && host_free(host, 18) &&
                host_free(host, 19));
    const char *drawn = row(host, &map, 0);
    assert_memory_equal(drawn, "###+.###", 8);
}

/* What lies between two ranges is blank, however large, and a map that ends is cut there. */
static void test_holes_and_ends(void **state)
{
    (void)state;
    struct frames_host *host = frames_host_start(1);
    frames_host_add(host, 64, 96);
    frames_host_add(host, 128, 136);
    struct frames_map map = {.end = 136 * 4096, .block = 16 * 4096};
    map.row_bytes = map.block * FRAMES_MAP_COLUMNS;
    assert_string_equal(row(host, &map, 0), "    ..  .");
    assert_int_equal(frames_map(&host->frames).end, 136 * 4096);
}

/* Every block of every row says what its frames are, one by one. */
static void test_drawn_maps(void **state)
{
    (void)state;
    struct random random = {.state = 11};
    for (int round = 0; round < 20; round++) {
        struct frames_host *host = frames_host_start(1);
        for (uint64_t at = 1; at < 10000;) {
            uint64_t end = at + 1 + random_below(&random, 2000);
            frames_host_add(host, at, end);
            at = end + random_below(&random, 500);
        }
        for (int i = 0; i < 3000; i++) {
            uint64_t number = random_below(&random, 5000);
            host_alloc(host);
            host_free(host, number); /* which may well be refused */
        }
        struct frames_map map = frames_map(&host->frames);
        assert_true(map.row_bytes * FRAMES_MAP_ROWS >= map.end);
        for (uint64_t from = 0; from < map.end; from += map.row_bytes) {
            const char *drawn = row(host, &map, from);
            for (uint64_t i = 0; drawn[i]; i++) {
                uint64_t sums[3] = {0};
                uint64_t first = (from + i * map.block) / FRAME;
                for (uint64_t frame = first; frame < first + map.block / FRAME; frame++) {
                    enum frames_error error = frames_refusal(&host->frames, phys(frame * FRAME));
                    sums[error == FRAMES_OK ? 2 : error == FRAMES_NOT_USED]++;
                }
                assert_int_equal(drawn[i], sums[1] + sums[2] == 0 ? ' '
                                           : sums[2] == 0         ? '.'
                                           : sums[1] == 0         ? '#'
                                                                  : '+');
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_a_row),
        cmocka_unit_test(test_holes_and_ends),
        cmocka_unit_test(test_drawn_maps),
    };
    return cmocka_run_group_tests_name("frames_map", tests, NULL, NULL);
}
