/*
 * test_memory_map_real.c: cleans the memory maps of 39 real machines, tests/data/e820, and checks
 * every property of memory_oracle.h, bare and with claims such as stage2 makes. Row 02-19.
 */
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/memory_files.h"
#include "tests/unit/memory_oracle.h"
#include "tests/unit/random.h"

enum { PAGE = 4096 };

static const struct memory_file *map_named(const char *name)
{
    for (size_t i = 0; i < memory_file_count; i++) {
        if (strcmp(memory_files[i].name, name) == 0) {
            return &memory_files[i];
        }
    }
    fail_msg("no map named %s", name);
    return NULL;
}

static void test_all_are_there(void **state)
{
    (void)state;
    uint32_t entries = 0;
    assert_int_equal(memory_file_count, MEMORY_FILES);
    for (size_t i = 0; i < memory_file_count; i++) {
        entries += memory_files[i].count;
    }
    assert_int_equal(entries, 407);
}

static void test_properties_of_every_map(void **state)
{
    (void)state;
    for (size_t i = 0; i < memory_file_count; i++) {
        struct memory_source source = memory_file_source(&memory_files[i]);
        memory_properties_check(&source);
    }
}

/* Where the firmware's list was cut short, or its order lost: the same rules, the same map. */
static void test_order_does_not_matter(void **state)
{
    (void)state;
    static struct memory_range ordered[ORACLE_RUNS_MOST];
    static struct memory_range shuffled[ORACLE_RUNS_MOST];
    struct random random = {.state = 6};
    for (size_t i = 0; i < memory_file_count; i++) {
        struct memory_file map = memory_files[i];
        struct memory_source source = memory_file_source(&map);
        uint32_t count = memory_map_clean(&source, ordered, ORACLE_RUNS_MOST);
        for (uint32_t last = map.count; last > 1; last--) {
            uint32_t other = (uint32_t)random_below(&random, last);
            struct e820_entry entry = map.entries[other];
            map.entries[other] = map.entries[last - 1];
            map.entries[last - 1] = entry;
        }
        assert_int_equal(memory_map_clean(&source, shuffled, ORACLE_RUNS_MOST), count);
        assert_memory_equal(shuffled, ordered, count * sizeof(ordered[0]));
    }
}

/* Claims as stage2 makes them: frame zero, its work areas, what the BIOS keeps below 1 MiB, and a
 * kernel with stacks and page tables at the lowest place that holds them. */
static void test_properties_with_our_claims(void **state)
{
    (void)state;
    enum { KERNEL_PAGES = 300, STACK_PAGES = 16, TABLE_PAGES = 9 };
    for (size_t i = 0; i < memory_file_count; i++) {
        struct memory_range claims[] = {
            {.base = 0, .end = PAGE, .kind = MEMORY_FRAME_ZERO},
            {.base = 0x500, .end = 0x20000, .kind = MEMORY_STAGE2},
            {.base = 0x20000, .end = 0x30000, .kind = MEMORY_BOOT_INFO},
            {.base = 0x9fc00, .end = 0x100000, .kind = MEMORY_RESERVED},
            {.kind = MEMORY_KERNEL},
            {.kind = MEMORY_STACKS},
            {.kind = MEMORY_PAGE_TABLES},
        };
        struct memory_source source = memory_file_source(&memory_files[i]);
        source.claims = claims;
        source.claim_count = 4;
        uint64_t before = memory_map_usable_bytes(&source);

        phys_t place;
        const uint64_t pages[] = {KERNEL_PAGES, STACK_PAGES, TABLE_PAGES};
        uint64_t all = (KERNEL_PAGES + STACK_PAGES + TABLE_PAGES) * PAGE;
        assert_true(memory_map_place(&source, 1 << 20, all, &place));
        for (size_t piece = 0; piece < 3; piece++) {
            claims[4 + piece].base = place.value;
            place.value += pages[piece] * PAGE;
            claims[4 + piece].end = place.value;
        }
        source.claim_count = 7;
        memory_properties_check(&source);
        assert_int_equal(memory_map_usable_bytes(&source), before - all);
    }
}

/* Worked out by hand from the machine's list: usable pages and the number of ranges. */
static void test_known_answers(void **state)
{
    (void)state;
    static const struct {
        const char *map;
        uint64_t usable_bytes;
        uint32_t ranges;
    } answers[] = {
        {"amd-elan-sc520-dev-board", 0x9f000 + 0x3f00000, 6},
        {"bochs-32m", 0x9f000 + 0x1ef0000, 8},
        {"ibm-x440-2-node", 0x9d000 + 0xdfeb6000 + 0x220000000, 10},
        {"via-board-2001-split-acpi-page", 0xa0000 + 0x7ef0000, 8},
        {"old-desktop-2000-zero-entry", 0x9f000 + 0x2f00000, 7},
        {"intel-430hx-pentium", 0xa0000 + 0x3f00000, 3},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(answers); i++) {
        struct memory_source source = memory_file_source(map_named(answers[i].map));
        assert_int_equal(memory_map_usable_bytes(&source), answers[i].usable_bytes);
        assert_int_equal(memory_map_clean(&source, NULL, 0), answers[i].ranges);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_are_there),
        cmocka_unit_test(test_properties_of_every_map),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_properties_with_our_claims),
        cmocka_unit_test(test_known_answers),
    };
    return cmocka_run_group_tests_name("memory_map_real", tests, memory_files_read, NULL);
}
