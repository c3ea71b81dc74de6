/*
 * fuzz_paging.c: the tables that common/paging.c builds. For the mappings of an even input, what
 * tests/unit/paging_model.h demands; for an odd one, which is any range, the right refusal or a
 * translation that holds at both ends and ends there.
 *
 * Input: which (1 byte), then what the model draws; or start, target and pages.
 */
#include "tests/fuzz/fuzz.h"
#include "tests/unit/page_walk.h"
#include "tests/unit/paging_model.h"

#define PHYS_END ((unsigned __int128)1 << PHYS_BITS_MOST)
#define VIRT_END ((unsigned __int128)1 << 64)

enum { NUMBER_BITS = 64 };

/* Near a power of two, so many units off; or, for one power more, anything. */
static uint64_t number_draw(struct random *input, uint64_t unit)
{
    uint64_t bit = random_below(input, NUMBER_BITS + 1);
    if (bit == NUMBER_BITS) {
        return random_from_bytes(input, 8);
    }
    uint64_t off = random_from_bytes(input, 1) - 128;
    return ((uint64_t)1 << bit) + off * unit;
}

/* Some number; or as many as there are up to where one of the two ranges has to end, or nearly. */
static uint64_t pages_draw(struct random *input, uint64_t from, uint64_t to)
{
    uint64_t limit = from < CANONICAL_HOLE ? CANONICAL_HOLE : 0;
    uint64_t off = random_below(input, 4) - 1;
    switch (random_below(input, 3)) {
    case 0:
        return number_draw(input, 1);
    case 1:
        return (limit - from) / PAGE_BYTES + off;
    default:
        return ((uint64_t)PHYS_END - to) / PAGE_BYTES + off;
    }
}

/* In 128 bits nothing wraps. What stands in the tables already is not known here. */
static enum page_error refusal(uint64_t from, uint64_t to, uint64_t pages)
{
    unsigned __int128 bytes = (unsigned __int128)pages * PAGE_BYTES;
    if (from % PAGE_BYTES != 0 || to % PAGE_BYTES != 0) {
        return PAGE_MISALIGNED;
    }
    if (from >= CANONICAL_HOLE && from < CANONICAL_HOLE_END) {
        return PAGE_NOT_CANONICAL;
    }
    if (to + bytes > PHYS_END || bytes > (unsigned __int128)1 << VIRT_BITS) {
        return PAGE_OUT_OF_RANGE;
    }
    bool enters_hole = from < CANONICAL_HOLE && from + bytes > CANONICAL_HOLE;
    return enters_hole || from + bytes > VIRT_END ? PAGE_NOT_CANONICAL : PAGE_OK;
}

/* Beside a range nothing is mapped; but the window shows the tables themselves. */
static void beside_judge(uint64_t address)
{
    if (address < RECURSIVE_BASE || address - RECURSIVE_BASE >= LEVEL3_SPAN) {
        assert_unmapped(address);
    }
}

static void any_range(struct random *input)
{
    struct page_pool pool = pool_make(TABLES, true);
    uint64_t from = number_draw(input, PAGE_BYTES);
    uint64_t to = number_draw(input, PAGE_BYTES);
    uint64_t pages = pages_draw(input, from, to);
    enum page_error expected = refusal(from, to, pages);
    enum page_error error = page_map(&pool, virt(from), phys(to), pages, PAGE_WRITE);
    if (expected != PAGE_OK || pages == 0) {
        assert_int_equal(error, expected);
        assert_int_equal(pool.used, 1);
        return;
    }
    /* The recursive slot is taken, and the tables have an end. */
    assert_true(error == PAGE_OK || error == PAGE_NO_FRAME || error == PAGE_ALREADY_MAPPED);
    if (error == PAGE_OK) {
        uint64_t last = (pages - 1) * PAGE_BYTES;
        assert_mapped(from, to, PAGE_WRITE);
        assert_mapped(from + last, to + last, PAGE_WRITE);
        beside_judge(from - 1);
        beside_judge(from + last + PAGE_BYTES);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct random input = fuzz_draw(bytes, count);
    if (random_from_bytes(&input, 1) % 2 == 0) {
        paging_model_round(&input);
    } else {
        any_range(&input);
    }
    return 0;
}
