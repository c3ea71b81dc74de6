/*
 * test_place.c: kernel/core/place.c at every border.
 */
#include "common/paging.h"
#include "common/types.h"
#include "kernel/core/place.h"
#include "tests/unit/cmocka_headers.h"

#define CANONICAL_END   0x0000800000000000ull /* the first address that is none */
#define CANONICAL_AGAIN 0xffff800000000000ull
#define STACK           0xffffffff90001000ull
#define STACK_END       0xffffffff90003000ull
#define OTHER           0xffffffff90004000ull /* one page behind: both have a guard page there */
#define OTHER_END       0xffffffff90005000ull
#define HEAP            0x0000444444440000ull
#define HEAP_END        0x0000444444444000ull
#define LAST            0xfffffffffffff000ull

static const struct place places[] = {
    {"stack", STACK, STACK_END, true}, {"other", OTHER, OTHER_END, true},
    {"heap", HEAP, HEAP_END, false},   {"last", LAST, UINT64_MAX, true},
    {"inside", HEAP, HEAP_END, false},
};

static void expect(uint64_t address, const char *text)
{
    char buffer[PLACE_TEXT_MOST];
    assert_string_equal(place_text(buffer, places, ARRAY_LENGTH(places), address), text);
}

static void test_the_null_page(void **state)
{
    (void)state;
    expect(0, "page 0: a null pointer");
    expect(PAGE_BYTES - 1, "page 0: a null pointer");
    expect(PAGE_BYTES, "nothing of ours");
}

static void test_addresses_that_are_none(void **state)
{
    (void)state;
    expect(CANONICAL_END - 1, "nothing of ours");
    expect(CANONICAL_END, "no address: bits 63 to 47 differ");
    expect(CANONICAL_AGAIN - 1, "no address: bits 63 to 47 differ");
    expect(CANONICAL_AGAIN, "nothing of ours");
}

static void test_first_and_last_byte(void **state)
{
    (void)state;
    expect(HEAP - 1, "nothing of ours");
    expect(HEAP, "heap + 0x0");
    expect(HEAP + 1, "heap + 0x1");
    expect(HEAP_END - 1, "heap + 0x3fff");
    expect(HEAP_END, "nothing of ours");
}

static void test_guard_pages(void **state)
{
    (void)state;
    expect(STACK - PAGE_BYTES - 1, "nothing of ours");
    expect(STACK - PAGE_BYTES, "the guard page below stack");
    expect(STACK - 1, "the guard page below stack");
    expect(STACK, "stack + 0x0");
    expect(STACK_END - 1, "stack + 0x1fff");
    expect(OTHER_END, "the guard page above other");
    expect(OTHER_END + PAGE_BYTES - 1, "the guard page above other");
    expect(OTHER_END + PAGE_BYTES, "nothing of ours");
}

/* Where two places claim an address, the one that is listed first has it. */
static void test_the_first_place_counts(void **state)
{
    (void)state;
    expect(STACK_END, "the guard page above stack");
    expect(OTHER - 1, "the guard page above stack");
    expect(HEAP + 16, "heap + 0x10");
}

/* A place at the end of all addresses: nothing wraps around to 0. */
static void test_the_last_page(void **state)
{
    (void)state;
    expect(LAST - PAGE_BYTES, "the guard page below last");
    expect(UINT64_MAX - 1, "last + 0xffe");
    expect(UINT64_MAX, "the guard page above last");
}

static void test_no_place_at_all(void **state)
{
    (void)state;
    char buffer[PLACE_TEXT_MOST];
    assert_string_equal(place_text(buffer, NULL, 0, STACK), "nothing of ours");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_null_page),
        cmocka_unit_test(test_addresses_that_are_none),
        cmocka_unit_test(test_first_and_last_byte),
        cmocka_unit_test(test_guard_pages),
        cmocka_unit_test(test_the_first_place_counts),
        cmocka_unit_test(test_the_last_page),
        cmocka_unit_test(test_no_place_at_all),
    };
    return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
