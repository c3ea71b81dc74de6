/*
 * test_bar.c: kernel/core/bar.c: pictures that round, but do not lie.
 */
#include <string.h>

#include "kernel/core/bar.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

/* The blocks as '#', '+' and '.', for comparing. */
static const char *plain(const char *text)
{
    static char blocks[BAR_COLUMNS_MOST + 1];
    size_t count = strlen(text) / BAR_BLOCK_BYTES;
    assert_int_equal(strlen(text) % BAR_BLOCK_BYTES, 0);
    for (size_t i = 0; i < count; i++) {
        const char *block = text + i * BAR_BLOCK_BYTES;
        blocks[i] = memcmp(block, "\xe2\x96\x88", 3) == 0   ? '#'
                    : memcmp(block, "\xe2\x96\x92", 3) == 0 ? '+'
                    : memcmp(block, "\xe2\x96\x91", 3) == 0 ? '.'
                                                            : '?';
    }
    blocks[count] = '\0';
    return blocks;
}

static const char *bar(uint32_t columns, uint64_t used, uint64_t total)
{
    static char text[BAR_BYTES];
    bar_draw(text, columns, used, total);
    return plain(text);
}

static void test_bars(void **state)
{
    (void)state;
    assert_string_equal(bar(10, 0, 100), "..........");
    assert_string_equal(bar(10, 1, 100), "#.........");
    assert_string_equal(bar(10, 50, 100), "#####.....");
    assert_string_equal(bar(10, 59, 100), "#####.....");
    assert_string_equal(bar(10, 99, 100), "#########.");
    assert_string_equal(bar(10, 100, 100), "##########");
    assert_string_equal(bar(10, 200, 100), "##########");
    assert_string_equal(bar(10, 0, 0), "..........");
    assert_string_equal(bar(10, UINT64_MAX - 1, UINT64_MAX), "#########.");
    assert_string_equal(bar(10, 1, 3), "###.......");
    assert_string_equal(bar(0, 1, 2), "");
    assert_int_equal(strlen(bar(1000, 1, 2)), BAR_COLUMNS_MOST);
}

static void test_drawn_bars(void **state)
{
    (void)state;
    struct random random = {.state = 2};
    for (int i = 0; i < 100000; i++) {
        uint32_t columns = 2 + (uint32_t)random_below(&random, BAR_COLUMNS_MOST - 1);
        uint64_t total = random_magnitude(&random) | columns;
        uint64_t used = random_next(&random) % total;
        size_t full = strspn(bar(columns, used, total), "#");
        size_t exact = (size_t)((unsigned __int128)used * columns / total);
        exact = exact == 0 ? used > 0 : exact;
        /* Beyond 2^57 the product needs more than 64 bits, and a block more or less is allowed. */
        uint64_t slack = total >> 57 != 0;
        assert_in_range(full, exact - (exact > 1 ? slack : 0), exact + slack);
        assert_in_range(full, 0, columns - 1);
        assert_string_equal(bar(columns, total, total) + columns - 1, "#");
    }
}

struct ranges {
    const struct map_range *range;
    uint32_t count;
};

static bool next(void *context, struct map_range *range)
{
    struct ranges *ranges = context;
    if (ranges->count == 0) {
        return false;
    }
    ranges->count--;
    *range = *ranges->range++;
    return true;
}

static const char *map(uint32_t columns, uint64_t from, uint64_t to, const struct map_range *range,
                       uint32_t count)
{
    static char text[BAR_BYTES];
    struct ranges ranges = {range, count};
    map_draw(text, columns, from, to, next, &ranges);
    return plain(text);
}

static void test_maps(void **state)
{
    (void)state;
    const struct map_range ranges[] = {{10, 30}, {35, 36}, {36, 40}, {40, 41}, {95, 200}};
    assert_string_equal(map(10, 0, 100, ranges, 5), ".##++....+");
    assert_string_equal(map(10, 0, 100, ranges, 0), "..........");
    assert_string_equal(map(5, 10, 40, ranges, 3), "###++");
    assert_string_equal(map(4, 0, 0, ranges, 5), "....");
    assert_string_equal(map(4, 100, 0, ranges, 5), "....");
    const struct map_range all = {0, UINT64_MAX};
    assert_string_equal(map(7, 0, UINT64_MAX, &all, 1), "#######");
    const struct map_range top = {UINT64_MAX - 1, UINT64_MAX};
    assert_string_equal(map(7, 0, UINT64_MAX, &top, 1), "......+");
    assert_int_equal(strlen(map(1000, 0, 100, ranges, 5)), BAR_COLUMNS_MOST);
}

/* Small maps, byte by byte. */
static void test_drawn_maps(void **state)
{
    (void)state;
    struct random random = {.state = 3};
    for (int round = 0; round < 5000; round++) {
        uint32_t columns = 1 + (uint32_t)random_below(&random, BAR_COLUMNS_MOST);
        uint64_t bytes = columns + random_below(&random, 1000);
        struct map_range ranges[8];
        bool used[1100] = {false};
        uint64_t at = 0;
        uint32_t count = 0;
        for (; count < 8 && at < bytes; count++) {
            ranges[count].from = at + random_below(&random, 100);
            ranges[count].to = ranges[count].from + random_below(&random, 100);
            at = ranges[count].to;
            for (uint64_t i = ranges[count].from; i < at && i < bytes; i++) {
                used[i] = true;
            }
        }
        uint64_t from = random_next(&random) >> 1;
        for (uint32_t i = 0; i < count; i++) {
            ranges[i].from += from;
            ranges[i].to += from;
        }
        const char *blocks = map(columns, from, from + bytes, ranges, count);
        for (uint32_t i = 0; i < columns; i++) {
            uint64_t first = bytes * i / columns;
            uint64_t end = bytes * (i + 1) / columns;
            uint64_t sum = 0;
            for (uint64_t byte = first; byte < end; byte++) {
                sum += used[byte];
            }
            assert_int_equal(blocks[i], sum == 0 ? '.' : sum == end - first ? '#' : '+');
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bars),
        cmocka_unit_test(test_drawn_bars),
        cmocka_unit_test(test_maps),
        cmocka_unit_test(test_drawn_maps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
