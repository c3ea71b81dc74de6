/*
 * test_memory.c: stage2/real/memory.c, e820.c and raw.c on firmware that tells memory wrongly by
 * E820 (rows 02-4, 02-22). Lists without end are in test_memory_long.c, the older calls in
 * test_memory_old.c.
 *
 * Each test is named after the quirk that it plays; docs/references.md has the table of quirks.
 */
#include <string.h>

#include "stage2/real/memory.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_bios.h"

#define KIB 1024ull
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

enum {
    MOST_CALLS = 4 * BOOT_RAW_CAPACITY + 4,
};

static struct facts answers;

/* What a PC with 128 MiB says. */
static const struct e820_entry usual[] = {
    {0, 639 * KIB, E820_USABLE, 1},
    {639 * KIB, 1 * KIB, E820_RESERVED, 1},
    {960 * KIB, 64 * KIB, E820_RESERVED, 1},
    {1 * MIB, 126 * MIB, E820_USABLE, 1},
    {127 * MIB, 1 * MIB, E820_ACPI_RECLAIMABLE, 1},
    {4 * GIB - 256 * KIB, 256 * KIB, E820_RESERVED, 1},
};

static void give(const struct e820_entry *entries, size_t count)
{
    fake.system.entries = entries;
    fake.system.entry_count = (int)count;
}

static void give_usual(void)
{
    give(usual, ARRAY_LENGTH(usual));
}

static bool ask(void)
{
    memset(&answers, 0xcc, sizeof(answers));
    bool found = memory_ask(&answers);
    assert_in_range(fake.calls, 1, MOST_CALLS);
    assert_in_range(answers.raw_count, 0, BOOT_RAW_CAPACITY);
    assert_int_equal(found, answers.memory_method != 0);
    return found;
}

static void assert_raw_is(const struct e820_entry *entries, size_t count)
{
    assert_int_equal(answers.raw_count, count);
    assert_memory_equal(answers.raw, entries, count * sizeof(*entries));
}

/* The usual list, whole, by E820, and nothing wrong with it. */
static void assert_usual(void)
{
    assert_int_equal(answers.memory_method, MEMORY_E820);
    assert_raw_is(usual, ARRAY_LENGTH(usual));
    assert_int_equal(answers.raw_lost, 0);
    assert_true(answers.usable_limit == MEMORY_ADDRESS_LIMIT);
    assert_true(answers.attributes_count);
}

static void assert_usable(uint32_t index, uint64_t base, uint64_t length)
{
    const struct e820_entry expected = {base, length, E820_USABLE, 1};
    assert_true(index < answers.raw_count);
    assert_memory_equal(&answers.raw[index], &expected, sizeof(expected));
}

static void test_the_usual_list(void **state)
{
    (void)state;
    give_usual();
    assert_true(ask());
    assert_usual();
    assert_int_equal(fake.system.e820_calls, ARRAY_LENGTH(usual));
    assert_int_equal(answers.low_memory_bytes, 639 * KIB);
}

static void test_quirk_57_ebx_zero_with_the_last_entry(void **state)
{
    (void)state;
    give(usual + 3, 1); /* on the first call already */
    assert_true(ask());
    assert_raw_is(usual + 3, 1);
    assert_int_equal(fake.system.e820_calls, 1);
}

static void test_quirk_57_continuation_is_always_the_same(void **state)
{
    (void)state;
    give_usual();
    fake.system.counts_itself = true;
    assert_true(ask());
    assert_usual();
}

static void test_quirk_58_cf_on_the_first_call(void **state)
{
    (void)state;
    fake.system.memory_88_known = true;
    fake.system.memory_88 = 8192;
    assert_true(ask());
    assert_int_equal(answers.memory_method, MEMORY_88);
    assert_int_equal(fake.system.e820_calls, 1);
}

static void test_quirk_58_cf_after_the_last_entry(void **state)
{
    (void)state;
    give_usual();
    fake.system.ends_with_cf = true; /* and leaves rubbish in the buffer */
    assert_true(ask());
    assert_usual();
}

static void test_quirk_59_signature_lost_in_the_middle(void **state)
{
    (void)state;
    give_usual();
    fake.system.smap_lost_at = 4;
    assert_false(ask());
    assert_int_equal(answers.raw_count, 0);
}

static void test_quirk_59_signature_lost_and_e801_helps(void **state)
{
    (void)state;
    give_usual();
    fake.system.smap_lost_at = 4;
    fake.system.e801_known = true;
    fake.system.e801_ax = 15 * 1024;
    assert_true(ask());
    assert_int_equal(answers.memory_method, MEMORY_E801);
    assert_int_equal(answers.raw_count, 2); /* nothing of what E820 had said */
}

static void test_quirk_59_cf_without_signature_is_the_end(void **state)
{
    (void)state;
    give_usual();
    fake.system.ends_with_cf = true;
    fake.system.forgets_smap_with_cf = true;
    assert_true(ask());
    assert_usual();
}

static void test_quirk_60_ecx_of_every_size(void **state)
{
    (void)state;
    const uint32_t sizes[] = {20, 21, 23, 24, 25, 64, 1024, UINT32_MAX};
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        fake_start();
        give_usual();
        fake.system.entry_bytes = sizes[i];
        assert_true(ask());
        assert_usual();
    }
}

static void test_quirk_60_ecx_too_small(void **state)
{
    (void)state;
    const uint32_t sizes[] = {0, 1, 16, 19};
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        fake_start();
        give_usual();
        fake.system.entry_bytes = sizes[i];
        assert_false(ask());
        assert_int_equal(answers.raw_count, 0);
        assert_int_equal(fake.system.e820_calls, 1);
    }
}

static void test_quirk_60_ecx_too_small_in_the_middle(void **state)
{
    (void)state;
    give_usual();
    fake.system.short_at = 4;
    assert_true(ask());
    assert_raw_is(usual, 4);
    assert_int_equal(answers.raw_lost, 1);
}

static void test_quirk_60_ecx_too_small_is_the_end(void **state)
{
    (void)state;
    give_usual();
    fake.system.short_at = 5;
    fake.system.short_ends = true;
    assert_true(ask());
    assert_raw_is(usual, 5);
    assert_int_equal(answers.raw_lost, 0);
}

static void test_quirk_61_and_69_registers_and_flags_clobbered(void **state)
{
    (void)state;
    give_usual();
    fake.clobbers = true;
    assert_true(ask());
    assert_usual();
    assert_int_equal(answers.low_memory_bytes, 639 * KIB);
}

static void test_quirk_62_no_entry_has_its_attribute_set(void **state)
{
    (void)state;
    struct e820_entry entries[ARRAY_LENGTH(usual)];
    memcpy(entries, usual, sizeof(usual));
    for (size_t i = 0; i < ARRAY_LENGTH(entries); i++) {
        entries[i].attributes = 0;
    }
    give(entries, ARRAY_LENGTH(entries));
    assert_true(ask());
    assert_raw_is(entries, ARRAY_LENGTH(entries));
    assert_false(answers.attributes_count);
}

static void test_quirk_62_only_low_memory_has_its_attribute_set(void **state)
{
    (void)state;
    struct e820_entry entries[ARRAY_LENGTH(usual)];
    memcpy(entries, usual, sizeof(usual));
    entries[3].attributes = 0;
    give(entries, ARRAY_LENGTH(entries));
    assert_true(ask());
    assert_false(answers.attributes_count);
}

static void test_quirk_62_some_entries_are_to_be_ignored(void **state)
{
    (void)state;
    const struct e820_entry entries[] = {
        {1 * MIB, 15 * MIB, E820_USABLE, 1},
        {16 * MIB, 16 * MIB, E820_USABLE, 0},
    };
    give(entries, ARRAY_LENGTH(entries));
    assert_true(ask());
    assert_raw_is(entries, ARRAY_LENGTH(entries));
    assert_true(answers.attributes_count);
}

static void test_quirk_63_attributes_are_preset_for_20_bytes(void **state)
{
    (void)state;
    const struct e820_entry entries[] = {
        {0, 639 * KIB, E820_USABLE, 0},
        {1 * MIB, 15 * MIB, E820_USABLE, 0},
    };
    give(entries, ARRAY_LENGTH(entries));
    fake.system.entry_bytes = 20;
    assert_true(ask());
    assert_usable(0, 0, 639 * KIB);
    assert_usable(1, 1 * MIB, 15 * MIB);
}

static void test_quirk_63_attributes_are_preset_for_24_bytes_of_which_20_are_written(void **state)
{
    (void)state;
    give_usual();
    fake.system.leaves_attributes = true;
    assert_true(ask());
    assert_usual();
}

static void test_quirk_63_attributes_are_preset_for_20_bytes_with_rubbish_behind(void **state)
{
    (void)state;
    give_usual();
    fake.system.entry_bytes = 20;
    fake.system.spoils_attributes = true;
    assert_true(ask());
    assert_usual();
}

/* A neighbour that is told twice is no circle. */
static void test_quirk_65_raw_list_is_kept_as_it_came(void **state)
{
    (void)state;
    const struct e820_entry entries[] = {
        {16 * MIB, 16 * MIB, E820_USABLE, 1}, /* unsorted, twice, overlapping, empty, wrapping */
        {16 * MIB, 16 * MIB, E820_USABLE, 1}, {8 * MIB, 16 * MIB, E820_RESERVED, 1},
        {1 * MIB, 0, E820_USABLE, 1},         {0, 0, 0, 1},
        {UINT64_MAX - 4095, 8192, 12, 1},     {1 * MIB, 7 * MIB, E820_USABLE, 1},
    };
    give(entries, ARRAY_LENGTH(entries));
    assert_true(ask());
    assert_raw_is(entries, ARRAY_LENGTH(entries));
    assert_int_equal(answers.raw_lost, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAKE_TEST(test_the_usual_list),
        FAKE_TEST(test_quirk_57_ebx_zero_with_the_last_entry),
        FAKE_TEST(test_quirk_57_continuation_is_always_the_same),
        FAKE_TEST(test_quirk_58_cf_on_the_first_call),
        FAKE_TEST(test_quirk_58_cf_after_the_last_entry),
        FAKE_TEST(test_quirk_59_signature_lost_in_the_middle),
        FAKE_TEST(test_quirk_59_signature_lost_and_e801_helps),
        FAKE_TEST(test_quirk_59_cf_without_signature_is_the_end),
        FAKE_TEST(test_quirk_60_ecx_of_every_size),
        FAKE_TEST(test_quirk_60_ecx_too_small),
        FAKE_TEST(test_quirk_60_ecx_too_small_in_the_middle),
        FAKE_TEST(test_quirk_60_ecx_too_small_is_the_end),
        FAKE_TEST(test_quirk_61_and_69_registers_and_flags_clobbered),
        FAKE_TEST(test_quirk_62_no_entry_has_its_attribute_set),
        FAKE_TEST(test_quirk_62_only_low_memory_has_its_attribute_set),
        FAKE_TEST(test_quirk_62_some_entries_are_to_be_ignored),
        FAKE_TEST(test_quirk_63_attributes_are_preset_for_20_bytes),
        FAKE_TEST(test_quirk_63_attributes_are_preset_for_24_bytes_of_which_20_are_written),
        FAKE_TEST(test_quirk_63_attributes_are_preset_for_20_bytes_with_rubbish_behind),
        FAKE_TEST(test_quirk_65_raw_list_is_kept_as_it_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
