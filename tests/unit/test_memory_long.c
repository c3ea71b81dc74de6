/*
 * test_memory_long.c: stage2/real/e820.c and raw.c on lists that are longer than there is room for,
 * or that have no end (row 02-4).
 */
#include <string.h>

#include "stage2/real/memory.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_bios.h"

#define MIB (1024 * 1024ull)

enum {
    MOST_CALLS = 4 * BOOT_RAW_CAPACITY + 4,
};

static struct facts answers;
static const struct e820_entry single = {1 * MIB, 126 * MIB, E820_USABLE, 1};

static void give(const struct e820_entry *entries, size_t count)
{
    fake.system.entries = entries;
    fake.system.entry_count = (int)count;
}

static bool ask(void)
{
    memset(&answers, 0xcc, sizeof(answers));
    bool found = memory_ask(&answers);
    assert_in_range(fake.calls, 1, MOST_CALLS);
    assert_in_range(answers.raw_count, 0, BOOT_RAW_CAPACITY);
    return found;
}

static void assert_raw_is(const struct e820_entry *entries, size_t count)
{
    assert_int_equal(answers.raw_count, count);
    assert_memory_equal(answers.raw, entries, count * sizeof(*entries));
}

static struct e820_entry many[BOOT_RAW_CAPACITY + 88];

static void give_many(size_t count)
{
    for (uint32_t i = 0; i < ARRAY_LENGTH(many); i++) {
        many[i] = (struct e820_entry){2 * i * MIB, MIB, E820_USABLE, 1};
    }
    give(many, count);
}

/* Every shape of a list that runs in a circle: `tail` entries, then `lap` entries for ever. What is
 * kept is each entry once. */
static void test_quirk_64_list_that_runs_in_a_circle(void **state)
{
    (void)state;
    for (uint32_t count = 2; count <= BOOT_RAW_CAPACITY; count += count < 40 ? 1 : 59) {
        for (uint32_t tail = 0; tail < count; tail += count < 40 ? 1 : 59) {
            fake_start();
            give_many(count);
            fake.system.circle_to = (int)tail;
            assert_true(ask());
            assert_raw_is(many, count);
            assert_int_equal(answers.raw_lost, 1);
            assert_true(answers.usable_limit == MEMORY_ADDRESS_LIMIT);
        }
    }
}

static void test_quirk_64_one_entry_for_ever(void **state)
{
    (void)state;
    give(&single, 1);
    fake.system.circle_to = 0;
    fake.system.counts_itself = true;
    assert_true(ask());
    assert_raw_is(&single, 1);
    assert_in_range(fake.system.e820_calls, 2, 4);
}

static void test_quirk_64_ever_new_entries(void **state)
{
    (void)state;
    fake.system.never_ends = true;
    assert_true(ask());
    assert_int_equal(answers.raw_count, BOOT_RAW_CAPACITY);
    assert_int_equal(answers.raw_lost, 3 * BOOT_RAW_CAPACITY);
    assert_true(answers.usable_limit == 2 * BOOT_RAW_CAPACITY * MIB);
}

static void test_as_many_entries_as_there_is_room_for(void **state)
{
    (void)state;
    give_many(BOOT_RAW_CAPACITY);
    assert_true(ask());
    assert_raw_is(many, BOOT_RAW_CAPACITY);
    assert_int_equal(answers.raw_lost, 0);
}

static void assert_nothing_usable_from(uint64_t limit)
{
    struct memory_range claims[CLAIMS];
    struct memory_source source = memory_source(&answers, claims);
    struct memory_range run = {.end = 0};
    while (memory_map_next(&source, run.end, &run)) {
        assert_true(run.kind != MEMORY_USABLE || run.end <= limit);
    }
    assert_true(memory_map_usable_bytes(&source) > 0);
}

static void test_too_many_entries(void **state)
{
    (void)state;
    give_many(ARRAY_LENGTH(many));
    assert_true(ask());
    assert_raw_is(many, BOOT_RAW_CAPACITY);
    assert_int_equal(answers.raw_lost, ARRAY_LENGTH(many) - BOOT_RAW_CAPACITY);
    assert_true(answers.usable_limit == 2 * BOOT_RAW_CAPACITY * MIB);
    assert_nothing_usable_from(answers.usable_limit);
}

/* One that is lost is reserved, and would have lain in the middle of what the others call usable.
 */
static void test_too_many_entries_and_the_last_is_reserved(void **state)
{
    (void)state;
    give_many(BOOT_RAW_CAPACITY + 1);
    many[BOOT_RAW_CAPACITY] = (struct e820_entry){40 * MIB, 16 * MIB, E820_RESERVED, 1};
    assert_true(ask());
    assert_int_equal(answers.raw_lost, 1);
    assert_nothing_usable_from(40 * MIB);
}

/* What is lost lies below all that is usable, so nothing of this list can be believed. */
static void test_too_many_entries_and_the_last_is_below_the_usable_ones(void **state)
{
    (void)state;
    give_many(BOOT_RAW_CAPACITY + 1);
    for (uint32_t i = 0; i < BOOT_RAW_CAPACITY; i++) {
        many[i].base += 16 * MIB;
    }
    many[BOOT_RAW_CAPACITY] = (struct e820_entry){2 * MIB, MIB, E820_RESERVED, 1};
    assert_false(ask());
    fake.system.memory_88_known = true;
    fake.system.memory_88 = 8 * 1024;
    assert_true(ask());
    assert_int_equal(answers.memory_method, MEMORY_88);
}

static void test_too_many_entries_but_none_that_is_new(void **state)
{
    (void)state;
    give_many(BOOT_RAW_CAPACITY + 2);
    many[BOOT_RAW_CAPACITY] = many[7];
    many[BOOT_RAW_CAPACITY + 1] = (struct e820_entry){0, 0, E820_RESERVED, 1};
    assert_true(ask());
    assert_int_equal(answers.raw_lost, 1); /* the empty one, which limits nothing */
    assert_true(answers.usable_limit == MEMORY_ADDRESS_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAKE_TEST(test_quirk_64_list_that_runs_in_a_circle),
        FAKE_TEST(test_quirk_64_one_entry_for_ever),
        FAKE_TEST(test_quirk_64_ever_new_entries),
        FAKE_TEST(test_as_many_entries_as_there_is_room_for),
        FAKE_TEST(test_too_many_entries),
        FAKE_TEST(test_too_many_entries_and_the_last_is_reserved),
        FAKE_TEST(test_too_many_entries_and_the_last_is_below_the_usable_ones),
        FAKE_TEST(test_too_many_entries_but_none_that_is_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
