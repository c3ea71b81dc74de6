/*
 * test_acpi.c: kernel/core/acpi.c: what a FADT says, or does not say.
 */
#include "tests/unit/acpi_look.h"

static void test_a_usual_machine(void **state)
{
    (void)state;
    assert_power(0x604, 0, 5, 7);
    assert_int_equal(power.smi_port, 0xb2);
    assert_int_equal(power.acpi_enable, 0xf1);
    assert_true(has_reset);
    assert_int_equal(reset.space, ACPI_SPACE_PORT);
    assert_int_equal(reset.address, 0xcf9);
    assert_int_equal(reset.value, 0x0f);
    assert_int_equal(fake_tables.reads_wrong, 0);
}

static void test_wrong_fadts(void **state)
{
    (void)state;
    const uint32_t lengths[] = {0, 36, 115, UINT32_MAX};
    for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
        fake_tables_build();
        fake_put(FAKE_FADT + 4, lengths[i], 4);
        if (lengths[i] < 1000) {
            fake_sum(FAKE_FADT);
        }
        assert_int_equal(look(), ACPI_BAD_FADT);
    }
    fake_tables_build();
    *fake_at(FAKE_FADT + 200) ^= 1;
    assert_int_equal(look(), ACPI_BAD_FADT);
}

/* A FADT may end after any field; what it lacks is not read from what follows it. */
static void test_fadts_of_every_length(void **state)
{
    (void)state;
    for (uint32_t length = 116; length <= 300; length++) {
        fake_tables_build();
        fake_put(FAKE_FADT + 4, length, 4);
        fake_put(FAKE_FADT + 172, 0x1001, 2); /* PM1a's control register at another port */
        fake_put(FAKE_FADT + 176, 0x1804, 8);
        fake_sum(FAKE_FADT);
        if (length > 172 && length < 184) {
            continue; /* it is cut, as in no table */
        }
        assert_power(length > 172 ? 0x1804 : 0x604, 0, 5, 7);
        assert_int_equal(has_reset, length >= 129);
    }
}

static void test_extended_fields_count_where_they_are_ports(void **state)
{
    (void)state;
    fake_put(FAKE_FADT + 68, 0x700, 4);
    fake_put(FAKE_FADT + 172, 0x1001, 2);
    fake_put(FAKE_FADT + 176, 0x1804, 8);
    fake_put(FAKE_FADT + 184, 0x1001, 2);
    fake_put(FAKE_FADT + 188, 0x1844, 8);
    fake_sum(FAKE_FADT);
    assert_power(0x1804, 0x1844, 5, 7);
    fake_put(FAKE_FADT + 172, 0, 1);       /* memory */
    fake_put(FAKE_FADT + 188, 0x11844, 8); /* beyond the last port */
    fake_sum(FAKE_FADT);
    assert_power(0x604, 0x700, 5, 7);
}

static void test_no_pm1(void **state)
{
    (void)state;
    const uint64_t ports[] = {0, 0x10000, UINT32_MAX};
    for (size_t i = 0; i < ARRAY_LENGTH(ports); i++) {
        fake_put(FAKE_FADT + 64, ports[i], 4);
        fake_sum(FAKE_FADT);
        assert_int_equal(look(), ACPI_NO_PM1);
    }
    fake_tables_build();
    fake_put(FAKE_FADT + 112, 1u << 20, 4); /* hardware-reduced: the fields mean nothing */
    fake_sum(FAKE_FADT);
    assert_int_equal(look(), ACPI_NO_PM1);
}

static void test_reset_registers(void **state)
{
    (void)state;
    const struct {
        uint32_t offset;
        uint64_t value;
        uint32_t bytes;
        bool has_reset;
    } cases[] = {
        {112, 0, 4, false},       /* not supported */
        {116, 3, 1, false},       /* no such space */
        {116, 0, 1, true},        /* memory */
        {116, 2, 1, true},        /* PCI configuration */
        {120, 0, 8, false},       /* nowhere */
        {120, 0x10000, 8, false}, /* no such port */
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        fake_tables_build();
        fake_put(FAKE_FADT + cases[i].offset, cases[i].value, cases[i].bytes);
        fake_sum(FAKE_FADT);
        assert_int_equal(look(), ACPI_OK);
        assert_int_equal(has_reset, cases[i].has_reset);
    }
}

static void test_dsdts(void **state)
{
    (void)state;
    fake_put(FAKE_FADT + 40, 0, 4); /* the extended pointer alone */
    fake_sum(FAKE_FADT);
    assert_power(0x604, 0, 5, 7);
    fake_put(FAKE_FADT + 140, 0x123456789, 8); /* neither */
    fake_sum(FAKE_FADT);
    assert_int_equal(look(), ACPI_BAD_DSDT);
    fake_put(FAKE_FADT + 40, FAKE_DSDT, 4); /* the old one alone */
    fake_sum(FAKE_FADT);
    assert_power(0x604, 0, 5, 7);
    *fake_at(FAKE_DSDT + 36) ^= 1;
    assert_int_equal(look(), ACPI_BAD_DSDT);
}

static void test_the_value_that_switches_off(void **state)
{
    (void)state;
    assert_int_equal(acpi_sleep_control(0x0001, 5), 0x3401);
    assert_int_equal(acpi_sleep_control(0x1c01, 0), 0x2001);
    assert_int_equal(acpi_sleep_control(0xffff, 7), 0xffff);
    assert_int_equal(acpi_sleep_control(0, 0xff), 0x3c00);
}

static void test_every_result_has_a_text(void **state)
{
    (void)state;
    for (enum acpi_result a = ACPI_OK; a <= ACPI_BAD_S5; a++) {
        assert_string_not_equal(acpi_result_text(a), "unknown");
        for (enum acpi_result b = ACPI_OK; b < a; b++) {
            assert_string_not_equal(acpi_result_text(a), acpi_result_text(b));
        }
    }
    assert_string_equal(acpi_result_text(ACPI_BAD_S5 + 1), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_usual_machine, build),
        cmocka_unit_test_setup(test_wrong_fadts, build),
        cmocka_unit_test_setup(test_fadts_of_every_length, build),
        cmocka_unit_test_setup(test_extended_fields_count_where_they_are_ports, build),
        cmocka_unit_test_setup(test_no_pm1, build),
        cmocka_unit_test_setup(test_reset_registers, build),
        cmocka_unit_test_setup(test_dsdts, build),
        cmocka_unit_test_setup(test_the_value_that_switches_off, build),
        cmocka_unit_test_setup(test_every_result_has_a_text, build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
