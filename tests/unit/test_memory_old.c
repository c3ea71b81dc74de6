/*
 * test_memory_old.c: stage2/real/memory.c where E820 is not known: E801, AH=88h, INT 12h and the
 * BIOS data area.
 *
 * Each test is named after the quirk that it plays; docs/references.md has the table of quirks.
 */
#include <string.h>

#include "common/pc/bios.h"
#include "gen/layout.h"
#include "stage2/real/memory.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_bios.h"

#define KIB 1024ull
#define MIB (1024 * KIB)

static struct facts answers;

static bool ask(void)
{
    memset(&answers, 0xcc, sizeof(answers));
    bool found = memory_ask(&answers);
    assert_in_range(fake.calls, 1, 8);
    assert_int_equal(found, answers.memory_method != 0);
    assert_int_equal(answers.raw_lost, 0);
    assert_true(answers.usable_limit == MEMORY_ADDRESS_LIMIT);
    return found;
}

static void give_e801(uint16_t ax, uint16_t bx, uint16_t cx, uint16_t dx)
{
    fake.system.e801_known = true;
    fake.system.e801_ax = ax;
    fake.system.e801_bx = bx;
    fake.system.e801_cx = cx;
    fake.system.e801_dx = dx;
}

static void give_88(uint16_t kib)
{
    fake.system.memory_88_known = true;
    fake.system.memory_88 = kib;
}

static void assert_usable(uint32_t index, uint64_t base, uint64_t length)
{
    const struct e820_entry expected = {base, length, E820_USABLE, 1};
    assert_true(index < answers.raw_count);
    assert_memory_equal(&answers.raw[index], &expected, sizeof(expected));
}

/* Low memory, 1 to 16 MiB, and 16 to 128 MiB. */
static void assert_e801_128_mib(void)
{
    assert_int_equal(answers.memory_method, MEMORY_E801);
    assert_int_equal(answers.raw_count, 3);
    assert_usable(0, 0, 639 * KIB);
    assert_usable(1, 1 * MIB, 15 * MIB);
    assert_usable(2, 16 * MIB, 112 * MIB);
    assert_true(answers.attributes_count);
}

static void test_quirk_67_e801_answers_in_both_pairs(void **state)
{
    (void)state;
    give_e801(15 * 1024, 112 * 16, 15 * 1024, 112 * 16);
    assert_true(ask());
    assert_e801_128_mib();
}

static void test_quirk_67_e801_answers_in_ax_and_bx_alone(void **state)
{
    (void)state;
    give_e801(15 * 1024, 112 * 16, 0, 0);
    assert_true(ask());
    assert_e801_128_mib();
}

static void test_quirk_67_e801_answers_in_cx_and_dx_alone(void **state)
{
    (void)state;
    give_e801(0, 0, 15 * 1024, 112 * 16);
    assert_true(ask());
    assert_e801_128_mib();
}

static void test_quirk_67_e801_with_garbage_in_upper_halves(void **state)
{
    (void)state;
    give_e801(15 * 1024, 112 * 16, 0, 0);
    fake.clobbers = true;
    assert_true(ask());
    assert_e801_128_mib();
}

static void test_quirk_67_e801_says_nothing_at_all(void **state)
{
    (void)state;
    give_e801(0, 0, 0, 0);
    give_88(8192);
    assert_true(ask());
    assert_int_equal(answers.memory_method, MEMORY_88);
    assert_int_equal(answers.raw_count, 2);
}

static void test_quirk_67_e801_says_more_than_15_mib_below_16(void **state)
{
    (void)state;
    give_e801(15 * 1024 + 1, 112 * 16, 0, 0);
    give_88(8192);
    assert_true(ask());
    assert_int_equal(answers.memory_method, MEMORY_88);
    assert_int_equal(answers.raw_count, 2);
}

static void test_quirk_67_e801_with_a_hole_at_15_mib(void **state)
{
    (void)state;
    give_e801(14 * 1024, 16 * 16, 0, 0);
    assert_true(ask());
    assert_int_equal(answers.raw_count, 3);
    assert_usable(1, 1 * MIB, 14 * MIB);
    assert_usable(2, 16 * MIB, 16 * MIB);
}

static void test_quirk_67_e801_beyond_what_can_be(void **state)
{
    (void)state;
    give_e801(15 * 1024, UINT16_MAX, 0, 0);
    assert_true(ask());
    assert_usable(2, 16 * MIB, 0xfec00000 - 16 * MIB);
}

static void test_quirk_67_88h_is_believed_below_15_mib_alone(void **state)
{
    (void)state;
    const struct {
        uint16_t says, believed;
    } cases[] = {{1, 1},
                 {8192, 8192},
                 {14 * 1024, 14 * 1024},
                 {14 * 1024 + 1, 14 * 1024},
                 {63 * 1024, 14 * 1024},
                 {UINT16_MAX, 14 * 1024}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        fake_start();
        give_88(cases[i].says);
        assert_true(ask());
        assert_int_equal(answers.memory_method, MEMORY_88);
        assert_int_equal(answers.raw_count, 2);
        assert_usable(0, 0, 639 * KIB);
        assert_usable(1, 1 * MIB, cases[i].believed * KIB);
    }
}

static void test_quirk_67_88h_answers_with_a_status_instead_of_a_size(void **state)
{
    (void)state;
    const uint16_t answers_88[] = {0, 0x8000, 0x8600, 0x8800};
    for (size_t i = 0; i < ARRAY_LENGTH(answers_88); i++) {
        fake_start();
        give_88(answers_88[i]);
        assert_false(ask());
    }
}

static void test_a_bios_that_knows_none_of_it_and_says_so(void **state)
{
    (void)state;
    assert_false(ask());
    assert_int_equal(fake.calls, 4);
}

static void test_a_bios_that_knows_none_of_it_and_touches_nothing(void **state)
{
    (void)state;
    fake.system.unknown_untouched = true;
    assert_false(ask());
}

static void test_e820_without_memory_above_1_mib(void **state)
{
    (void)state;
    const struct e820_entry entries[] = {
        {0, 640 * KIB, E820_USABLE, 1},
        {1 * MIB - 64 * KIB, 64 * KIB, E820_USABLE, 1}, /* up to the line, not over it */
        {1 * MIB, 0, E820_USABLE, 1},
        {16 * MIB, 16 * MIB, E820_ACPI_NVS, 1},
    };
    fake.system.entries = entries;
    fake.system.entry_count = ARRAY_LENGTH(entries);
    assert_false(ask());
    fake.calls = 0;
    give_88(1);
    assert_true(ask());
    assert_int_equal(answers.memory_method, MEMORY_88);
}

/* --- low memory ------------------------------------------------------------------------------ */

static void give_low(uint16_t int12_kib, uint16_t bda_kib, uint16_t ebda_segment)
{
    fake.system.int12 = int12_kib;
    uint8_t *bda = fake.memory + BDA_SEGMENT * 16;
    memcpy(bda + BDA_LOW_MEMORY_KIB, &bda_kib, sizeof(bda_kib));
    memcpy(bda + BDA_EBDA_SEGMENT, &ebda_segment, sizeof(ebda_segment));
}

static void test_quirk_66_least_plausible_end_of_low_memory(void **state)
{
    (void)state;
    const struct {
        uint16_t int12_kib, bda_kib, ebda_segment;
        uint32_t expected_kib;
    } cases[] = {
        {640, 640, 0, 640},      /* no EBDA */
        {639, 639, 0x9fc0, 639}, /* the usual PC */
        {640, 640, 0x9fc0, 639}, /* INT 12h forgets the EBDA */
        {639, 627, 0x9fc0, 627}, /* an option ROM has taken 12 KiB since */
        {640, 640, 0x8000, 512}, /* a large EBDA */
        {0, 0, 0x9fc0, 639},     /* nonsense of every kind, */
        {0xffff, 639, 0, 639},   /* with one figure left to believe */
        {641, 0xffff, 0x9c00, 624},
        {127, 127, 0x9fc0, 639},
        {639, 639, 0xa001, 639},
        {639, 639, 0x0040, 639},
        {0, 0, 0, 512}, /* none left */
        {0xffff, 0xffff, 0xffff, 512},
        {128, 640, 0, 128}, /* a machine with little is believed */
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        fake_start();
        give_low(cases[i].int12_kib, cases[i].bda_kib, cases[i].ebda_segment);
        ask();
        assert_int_equal(answers.low_memory_bytes, cases[i].expected_kib * KIB);
    }
}

/* E820 calls the EBDA usable; in the clean map it is not, nor is anything of ours. */
static void test_quirk_66_e820_overstates_low_memory(void **state)
{
    (void)state;
    const struct e820_entry entries[] = {{0, 32 * MIB, E820_USABLE, 1}};
    fake.system.entries = entries;
    fake.system.entry_count = ARRAY_LENGTH(entries);
    assert_true(ask());
    struct memory_range claims[CLAIMS];
    struct memory_source source = memory_source(&answers, claims);
    struct memory_range run = {.end = 0};
    while (memory_map_next(&source, run.end, &run)) {
        if (run.kind == MEMORY_USABLE) {
            assert_true(run.base >= RAM_PROTECTED_STACK_END);
            assert_true(run.end <= 636 * KIB || run.base >= 1 * MIB); /* 639 KiB, inwards */
        }
    }
    assert_true(memory_map_usable_bytes(&source) > 31 * MIB);
}

static void test_every_method_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(memory_method_name(MEMORY_E820), "E820");
    assert_string_equal(memory_method_name(MEMORY_E801), "E801");
    assert_string_equal(memory_method_name(MEMORY_88), "AH=88h");
    assert_string_equal(memory_method_name(0), "no method");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAKE_TEST(test_quirk_67_e801_answers_in_both_pairs),
        FAKE_TEST(test_quirk_67_e801_answers_in_ax_and_bx_alone),
        FAKE_TEST(test_quirk_67_e801_answers_in_cx_and_dx_alone),
        FAKE_TEST(test_quirk_67_e801_with_garbage_in_upper_halves),
        FAKE_TEST(test_quirk_67_e801_says_nothing_at_all),
        FAKE_TEST(test_quirk_67_e801_says_more_than_15_mib_below_16),
        FAKE_TEST(test_quirk_67_e801_with_a_hole_at_15_mib),
        FAKE_TEST(test_quirk_67_e801_beyond_what_can_be),
        FAKE_TEST(test_quirk_67_88h_is_believed_below_15_mib_alone),
        FAKE_TEST(test_quirk_67_88h_answers_with_a_status_instead_of_a_size),
        FAKE_TEST(test_a_bios_that_knows_none_of_it_and_says_so),
        FAKE_TEST(test_a_bios_that_knows_none_of_it_and_touches_nothing),
        FAKE_TEST(test_e820_without_memory_above_1_mib),
        FAKE_TEST(test_quirk_66_least_plausible_end_of_low_memory),
        FAKE_TEST(test_quirk_66_e820_overstates_low_memory),
        FAKE_TEST(test_every_method_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
