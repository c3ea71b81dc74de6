/*
 * test_acpi_find.c: kernel/core/acpi_find.c: from the root pointer to the FADT, and what may be
 * wrong on the way.
 */
#include "tests/unit/acpi_look.h"

/* --- the root pointer ------------------------------------------------------------------------- */

static void rsdp_move(uint64_t to)
{
    memcpy(fake_at(to), fake_at(FAKE_RSDP), 36);
    memset(fake_at(FAKE_RSDP), 0, 36);
}

static void test_root_pointer_wherever_it_may_lie(void **state)
{
    (void)state;
    const uint64_t places[] = {FAKE_EBDA, FAKE_EBDA + 1024 - 16, 0xe0000, 0xfffd0};
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
        fake_tables_build();
        rsdp_move(places[i]);
        assert_power(0x604, 0, 5, 7);
    }
}

static void test_root_pointer_where_it_may_not_lie(void **state)
{
    (void)state;
    const uint64_t places[] = {FAKE_EBDA - 16, FAKE_RSDP + 0x1008, 0xdfff0, 0x80000, 0x1000};
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
        fake_tables_build();
        rsdp_move(places[i]);
        assert_int_equal(look(), ACPI_NO_RSDP);
    }
    fake_tables_build();
    fake_put(0x40e, 0x9000, 2);
    rsdp_move(0x90400); /* behind the first KiB of the EBDA */
    assert_int_equal(look(), ACPI_NO_RSDP);
}

/* The BIOS data area may hold anything. */
static void test_senseless_ebda_segments(void **state)
{
    (void)state;
    for (uint32_t segment = 0; segment <= 0xffff; segment += 0x3f) {
        fake_put(0x40e, segment, 2);
        assert_power(0x604, 0, 5, 7);
    }
    const uint32_t starts[] = {0x1000, 0x7fff0, 0x9fff0, 0xa0000, 0xc0000};
    for (size_t i = 0; i < ARRAY_LENGTH(starts); i++) {
        fake_tables_build();
        fake_put(0x40e, starts[i] >> 4, 2);
        rsdp_move(starts[i] == 0x9fff0 ? 0xa0000 : starts[i]); /* where the screen is */
        assert_int_equal(look(), ACPI_NO_RSDP);
    }
}

static void test_no_root_pointer(void **state)
{
    (void)state;
    fake_put(FAKE_RSDP, 0, 1);
    assert_int_equal(look(), ACPI_NO_RSDP);
    fake_tables_build();
    fake_tables.is_low_refused = true;
    assert_int_equal(look(), ACPI_NO_RSDP);
}

static void test_a_wrong_sum_is_no_root_pointer(void **state)
{
    (void)state;
    for (uint32_t i = 8; i < 36; i++) {
        fake_tables_build();
        *fake_at(FAKE_RSDP + i) ^= 0x10;
        assert_int_equal(look(), ACPI_BAD_RSDP);
    }
}

static void test_a_wrong_one_before_the_right_one(void **state)
{
    (void)state;
    memcpy(fake_at(FAKE_EBDA + 32), fake_at(FAKE_RSDP), 36);
    *fake_at(FAKE_EBDA + 32 + 17) ^= 1;
    assert_power(0x604, 0, 5, 7);
}

static void test_length_of_the_root_pointer(void **state)
{
    (void)state;
    const uint32_t lengths[] = {0, 20, 35, 257, 0x7fffffff, UINT32_MAX};
    for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
        fake_put(FAKE_RSDP + 20, lengths[i], 4);
        fake_sum_rsdp(FAKE_RSDP);
        assert_int_equal(look(), ACPI_BAD_RSDP);
    }
}

/* ACPI 1.0: what follows the 20 bytes is somebody else's. */
static void test_revision_0_has_an_rsdt_alone(void **state)
{
    (void)state;
    fake_put(FAKE_RSDP + 15, 0, 1);
    fake_sum_rsdp(FAKE_RSDP);
    memset(fake_at(FAKE_RSDP + 20), 0xff, 16);
    memset(fake_at(FAKE_XSDT), 0xff, 36);
    assert_power(0x604, 0, 5, 7);
}

/* Nor what an earlier pointer has left behind. */
static void test_revision_0_after_a_wrong_revision_2(void **state)
{
    (void)state;
    memcpy(fake_at(FAKE_EBDA), fake_at(FAKE_RSDP), 36);
    *fake_at(FAKE_EBDA + 32) ^= 1;
    fake_put(FAKE_RSDP + 15, 0, 1);
    fake_put(FAKE_RSDP + 16, FAKE_OTHER, 4); /* no RSDT */
    fake_sum_rsdp(FAKE_RSDP);
    assert_int_equal(look(), ACPI_BAD_ROOT);
}

/* --- the list of tables ----------------------------------------------------------------------- */

static void test_the_rsdt_stands_in_for_an_xsdt(void **state)
{
    (void)state;
    *fake_at(FAKE_XSDT + 20) ^= 1; /* its sum */
    assert_power(0x604, 0, 5, 7);
    fake_tables_build();
    fake_put(FAKE_RSDP + 24, 0, 8); /* there is none */
    fake_sum_rsdp(FAKE_RSDP);
    assert_power(0x604, 0, 5, 7);
    fake_tables_build();
    fake_put(FAKE_RSDP + 24, 0xfffffffffffffff0, 8); /* nowhere */
    fake_sum_rsdp(FAKE_RSDP);
    assert_power(0x604, 0, 5, 7);
}

static void test_neither_list_holds_together(void **state)
{
    (void)state;
    const struct {
        uint32_t offset;
        uint64_t value;
        uint32_t bytes;
    } damages[] = {{0, '?', 1}, {4, 35, 4}, {4, 0, 4}, {4, UINT32_MAX, 4}, {10, '?', 1}};
    for (size_t i = 0; i < ARRAY_LENGTH(damages); i++) {
        fake_tables_build();
        fake_put(FAKE_RSDT + damages[i].offset, damages[i].value, damages[i].bytes);
        fake_put(FAKE_XSDT + damages[i].offset, damages[i].value, damages[i].bytes);
        assert_int_equal(look(), ACPI_BAD_ROOT);
    }
    fake_tables_build();
    fake_put(FAKE_RSDP + 16, FAKE_XSDT, 4); /* each leads to the other's list */
    fake_put(FAKE_RSDP + 24, FAKE_RSDT, 8);
    fake_sum_rsdp(FAKE_RSDP);
    assert_int_equal(look(), ACPI_BAD_ROOT);
}

static void test_lists_without_a_fadt(void **state)
{
    (void)state;
    memcpy(fake_at(FAKE_FADT), "SSDT", 4);
    fake_sum(FAKE_FADT);
    assert_int_equal(look(), ACPI_NO_FADT);
    fake_tables_build();
    fake_put(FAKE_XSDT + 4, 36, 4); /* empty lists */
    fake_put(FAKE_RSDT + 4, 36, 4);
    fake_sum(FAKE_XSDT);
    fake_sum(FAKE_RSDT);
    assert_int_equal(look(), ACPI_NO_FADT);
}

/* Entries that lead nowhere are passed over; those of a list that lists itself end nowhere. */
static void test_senseless_entries(void **state)
{
    (void)state;
    const uint64_t entries[] = {0, 1, UINT64_MAX, 0xffffffff, FAKE_XSDT, FAKE_RSDT};
    for (size_t i = 0; i < ARRAY_LENGTH(entries); i++) {
        fake_put(FAKE_XSDT + 36, entries[i], 8);
        fake_sum(FAKE_XSDT);
        assert_power(0x604, 0, 5, 7);
    }
    for (uint32_t i = 0; i < 100; i++) {
        fake_put(FAKE_XSDT + 36 + 8 * i, FAKE_XSDT, 8);
    }
    fake_put(FAKE_XSDT + 4, 36 + 100 * 8, 4);
    fake_sum(FAKE_XSDT);
    assert_power(0x604, 0, 5, 7); /* by the RSDT; the XSDT's own entries hide nothing */
}

static void test_a_wrong_fadt_and_a_right_one(void **state)
{
    (void)state;
    memcpy(fake_at(FAKE_OTHER), "FACP", 4); /* 80 bytes long, and its sum is wrong */
    assert_power(0x604, 0, 5, 7);
    fake_sum(FAKE_OTHER);
    assert_power(0x604, 0, 5, 7); /* too short still */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_root_pointer_wherever_it_may_lie, build),
        cmocka_unit_test_setup(test_root_pointer_where_it_may_not_lie, build),
        cmocka_unit_test_setup(test_senseless_ebda_segments, build),
        cmocka_unit_test_setup(test_no_root_pointer, build),
        cmocka_unit_test_setup(test_a_wrong_sum_is_no_root_pointer, build),
        cmocka_unit_test_setup(test_a_wrong_one_before_the_right_one, build),
        cmocka_unit_test_setup(test_length_of_the_root_pointer, build),
        cmocka_unit_test_setup(test_revision_0_has_an_rsdt_alone, build),
        cmocka_unit_test_setup(test_revision_0_after_a_wrong_revision_2, build),
        cmocka_unit_test_setup(test_the_rsdt_stands_in_for_an_xsdt, build),
        cmocka_unit_test_setup(test_neither_list_holds_together, build),
        cmocka_unit_test_setup(test_lists_without_a_fadt, build),
        cmocka_unit_test_setup(test_senseless_entries, build),
        cmocka_unit_test_setup(test_a_wrong_fadt_and_a_right_one, build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
