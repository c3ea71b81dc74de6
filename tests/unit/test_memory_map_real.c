/*
 * test_memory_map_real.c: cleans the memory maps of 39 real machines, tests/data/e820, and checks
 * every property of memory_oracle.h, bare and with claims such as stage2 makes. Row 02-19.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/memory_oracle.h"
#include "tests/unit/random.h"

#define DIRECTORY "tests/data/e820"

enum { MAPS = 39, ENTRIES_MOST = 64, PAGE = 4096 };

struct map {
    char name[64];
    struct e820_entry entries[ENTRIES_MOST];
    uint32_t count;
};

static struct map maps[MAPS + 1];
static size_t map_count;

static void map_read(const char *name)
{
    char path[512];
    char line[512];
    struct map *map = &maps[map_count];
    snprintf(path, sizeof(path), DIRECTORY "/%s", name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    snprintf(map->name, sizeof(map->name), "%.*s", (int)(strlen(name) - strlen(".txt")), name);
    while (fgets(line, sizeof(line), file) != NULL) {
        unsigned long long base, length;
        unsigned type;
        if (line[0] == '#' || line[0] == '\n') {
            continue;
        }
        assert_int_equal(sscanf(line, "%llx %llx %u", &base, &length, &type), 3);
        assert_true(map->count < ENTRIES_MOST);
        map->entries[map->count++] = (struct e820_entry){
            .base = base, .length = length, .type = type, .attributes = E820_ATTRIBUTE_VALID};
    }
    fclose(file);
    map_count++;
}

static int maps_read(void **state)
{
    (void)state;
    DIR *directory = opendir(DIRECTORY);
    if (directory == NULL) {
        print_error("no %s: run from the project's root\n", DIRECTORY);
        return -1;
    }
    for (struct dirent *entry; (entry = readdir(directory)) != NULL && map_count <= MAPS;) {
        if (strstr(entry->d_name, ".txt") != NULL) {
            map_read(entry->d_name);
        }
    }
    closedir(directory);
    return 0;
}

static const struct map *map_named(const char *name)
{
    for (size_t i = 0; i < map_count; i++) {
        if (strcmp(maps[i].name, name) == 0) {
            return &maps[i];
        }
    }
    fail_msg("no map named %s", name);
    return NULL;
}

static struct memory_source source_of(const struct map *map)
{
    return (struct memory_source){.entries = map->entries,
                                  .entry_count = map->count,
                                  .attributes_count = true,
                                  .usable_limit = UINT64_MAX};
}

static void test_all_are_there(void **state)
{
    (void)state;
    uint32_t entries = 0;
    assert_int_equal(map_count, MAPS);
    for (size_t i = 0; i < map_count; i++) {
        entries += maps[i].count;
    }
    assert_int_equal(entries, 407);
}

static void test_properties_of_every_map(void **state)
{
    (void)state;
    for (size_t i = 0; i < map_count; i++) {
        struct memory_source source = source_of(&maps[i]);
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
    for (size_t i = 0; i < map_count; i++) {
        struct map map = maps[i];
        struct memory_source source = source_of(&map);
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
    for (size_t i = 0; i < map_count; i++) {
        struct memory_range claims[] = {
            {.base = 0, .end = PAGE, .kind = MEMORY_FRAME_ZERO},
            {.base = 0x500, .end = 0x20000, .kind = MEMORY_STAGE2},
            {.base = 0x20000, .end = 0x30000, .kind = MEMORY_BOOT_INFO},
            {.base = 0x9fc00, .end = 0x100000, .kind = MEMORY_RESERVED},
            {.kind = MEMORY_KERNEL},
            {.kind = MEMORY_STACKS},
            {.kind = MEMORY_PAGE_TABLES},
        };
        struct memory_source source = source_of(&maps[i]);
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
        struct memory_source source = source_of(map_named(answers[i].map));
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
    return cmocka_run_group_tests_name("memory_map_real", tests, maps_read, NULL);
}
