/*
 * test_acpi_sleep.c: kernel/core/acpi_sleep.c: \_S5_ in the forms that compilers of AML give it.
 */
#include <string.h>

#include "kernel/core/acpi.h"
#include "tests/unit/acpi_tables.h"
#include "tests/unit/cmocka_headers.h"

static struct acpi_power power;

static enum acpi_result look(void)
{
    struct acpi_table dsdt;
    memset(&power, 0, sizeof(power));
    if (!acpi_table_open(&fake_memory, phys(FAKE_DSDT), "DSDT", &dsdt)) {
        return ACPI_BAD_DSDT;
    }
    return acpi_find_s5(&fake_memory, &dsdt, &power);
}

static enum acpi_result look_at(const void *bytes, uint32_t count)
{
    fake_tables_build();
    fake_dsdt(0, bytes, count);
    return look();
}

static int build(void **state)
{
    (void)state;
    fake_tables_build();
    return 0;
}

#define S5 "\x08_S5_"

static const struct form {
    const char *bytes;
    uint32_t count;
    enum acpi_result result;
    uint8_t a, b;
} forms[] = {
#define FORM(bytes, result, a, b)                                                                  \
    {                                                                                              \
        bytes, sizeof(bytes) - 1, result, a, b                                                     \
    }
    FORM(S5 "\x12\x08\x04\x0a\x05\x0a\x07\x00\x00", ACPI_OK, 5, 7),
    FORM("\x08\\_S5_"
         "\x12\x08\x04\x0a\x05\x0a\x07\x00\x00",
         ACPI_OK, 5, 7),
    FORM(S5 "\x12\x06\x04\x00\x00\x00\x00", ACPI_OK, 0, 0), /* QEMU's */
    FORM(S5 "\x12\x06\x04\x01\x01\x00\x00", ACPI_OK, 1, 1),
    FORM(S5 "\x12\x04\x02\x01\x00", ACPI_OK, 1, 0),
    FORM(S5 "\x12\x0a\x04\x0b\x05\x00\x0b\x06\x00\x00\x00", ACPI_OK, 5, 6),
    FORM(S5 "\x12\x0c\x02\x0c\x05\x00\x00\x00\x0c\x06\x00\x00\x00", ACPI_OK, 5, 6),
    FORM(S5 "\x12\x14\x02\x0e\x05\x00\x00\x00\x00\x00\x00\x00"
            "\x0e\x06\x00\x00\x00\x00\x00\x00\x00",
         ACPI_OK, 5, 6),
    FORM(S5 "\x12\x49\x00\x04\x0a\x05\x0a\x07\x00\x00", ACPI_OK, 5, 7), /* lengths of 2, 3, 4 */
    FORM(S5 "\x12\x8a\x00\x00\x04\x0a\x05\x0a\x07\x00\x00", ACPI_OK, 5, 7),
    FORM(S5 "\x12\xcb\x00\x00\x00\x04\x0a\x05\x0a\x07\x00\x00", ACPI_OK, 5, 7),
    FORM(S5 "\x12\x05\x01\x0b\x05\x07", ACPI_OK, 5, 7), /* both in one */
    FORM(S5 "\x12\x04\x01\x0a\x05", ACPI_OK, 5, 0),
    FORM("_S5_\x12\x06\x04\x00\x00\x00\x00", ACPI_NO_S5, 0, 0), /* no NameOp */
    FORM("\x08_S4_\x12\x06\x04\x00\x00\x00\x00", ACPI_NO_S5, 0, 0),
    FORM("\x08^_S5_\x12\x06\x04\x00\x00\x00\x00", ACPI_NO_S5, 0, 0),
    FORM(S5 "\x13\x06\x04\x00\x00\x00\x00", ACPI_BAD_S5, 0, 0), /* no package */
    FORM(S5 "\x12\x02\x00\x00\x00", ACPI_BAD_S5, 0, 0),         /* without elements */
    FORM(S5 "\x12\x06\x04\x0a\x08\x00\x00", ACPI_BAD_S5, 0, 0), /* no sleep type */
    FORM(S5 "\x12\x06\x04\x00\x0a\x08\x00", ACPI_BAD_S5, 0, 0),
    FORM(S5 "\x12\x06\x04\xff\x00\x00\x00", ACPI_BAD_S5, 0, 0), /* ones */
    FORM(S5 "\x12\x0a\x04"
            "SLPA"
            "\x00\x00\x00",
         ACPI_BAD_S5, 0, 0),                                    /* a name */
    FORM(S5 "\x12\x00\x04\x00\x00\x00\x00", ACPI_BAD_S5, 0, 0), /* lengths that are too short */
    FORM(S5 "\x12\x01\x04\x00\x00\x00\x00", ACPI_BAD_S5, 0, 0),
    FORM(S5 "\x12\x03\x04\x00\x00\x00\x00", ACPI_BAD_S5, 0, 0),
    FORM(S5 "\x12\x04\x04\x00\x0a\x05\x00", ACPI_BAD_S5, 0, 0), /* cuts an element */
    FORM(S5 "\x12\x40\x00\x04\x00\x00", ACPI_BAD_S5, 0, 0),
    FORM(S5 "\x12\x07\x04\x00\x00\x00\x00", ACPI_BAD_S5, 0, 0), /* beyond the table */
    FORM(S5 "\x12\xcf\xff\xff\xff\x04\x00\x00\x00\x00", ACPI_BAD_S5, 0, 0),
    FORM(S5, ACPI_BAD_S5, 0, 0), /* the table ends */
    FORM(S5 "\x12", ACPI_BAD_S5, 0, 0),
    FORM(S5 "\x12\x40", ACPI_BAD_S5, 0, 0),
    FORM("\x08_S5", ACPI_NO_S5, 0, 0),
    FORM("\x08", ACPI_NO_S5, 0, 0),
    FORM("", ACPI_NO_S5, 0, 0),
    /* One that only looks like it, before the right one; and the right one in another's middle. */
    FORM(S5 "\x12\x02\x00" S5 "\x12\x06\x04\x0a\x05\x01\x00", ACPI_OK, 5, 1),
    FORM("\x08\\\x08_S5_"
         "\x12\x06\x04\x0a\x05\x01\x00",
         ACPI_OK, 5, 1),
};

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        assert_int_equal(look_at(forms[i].bytes, forms[i].count), forms[i].result);
        if (forms[i].result == ACPI_OK) {
            assert_int_equal(power.sleep_type_a, forms[i].a);
            assert_int_equal(power.sleep_type_b, forms[i].b);
        }
    }
}

/* The table is read in windows: no place in it, and no end of it, makes a difference. */
static void test_at_every_place(void **state)
{
    (void)state;
    const struct form *form = &forms[0];
    for (uint32_t zeros = 0; zeros < 1500; zeros++) {
        fake_dsdt(zeros, form->bytes, form->count);
        assert_int_equal(look(), ACPI_OK);
        assert_int_equal(power.sleep_type_a, 5);
        uint8_t with_more[200] = {0};
        memcpy(with_more, form->bytes, form->count);
        fake_dsdt(zeros, with_more, sizeof(with_more));
        assert_int_equal(look(), ACPI_OK);
        fake_dsdt(zeros, "", 0);
        assert_int_equal(look(), ACPI_NO_S5);
    }
}

/* Cut anywhere, it is never taken for a whole one. */
static void test_cut_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        bool is_single = forms[i].result == ACPI_OK && i + 2 < ARRAY_LENGTH(forms);
        for (uint32_t count = 0; is_single && count < forms[i].count; count++) {
            assert_int_not_equal(look_at(forms[i].bytes, count), ACPI_OK);
        }
    }
}

static void test_a_table_that_cannot_be_read_to_its_end(void **state)
{
    (void)state;
    fake_put(FAKE_DSDT + 4, FAKE_TABLES_BYTES, 4); /* longer than memory */
    assert_int_equal(look(), ACPI_BAD_DSDT);
    struct acpi_table table = {phys(FAKE_DSDT), FAKE_TABLES_BYTES}; /* whoever lies about it */
    assert_int_equal(acpi_find_s5(&fake_memory, &table, &power), ACPI_OK);
    memset(fake_at(FAKE_DSDT), 0, FAKE_TABLES + FAKE_TABLES_BYTES - FAKE_DSDT);
    assert_int_equal(acpi_find_s5(&fake_memory, &table, &power), ACPI_BAD_DSDT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_forms, build),
        cmocka_unit_test_setup(test_at_every_place, build),
        cmocka_unit_test_setup(test_cut_anywhere, build),
        cmocka_unit_test_setup(test_a_table_that_cannot_be_read_to_its_end, build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
