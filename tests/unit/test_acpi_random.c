/*
 * test_acpi_random.c: kernel/core/acpi*.c on tables with drawn damage, sums made right again.
 *
 * The sanitizers see to it that no byte beyond a buffer is touched; here it is asked that the look
 * ends, that nothing outside of the tables is believed, and that what is reported is possible.
 */
#include "tests/unit/acpi_look.h"
#include "tests/unit/random.h"

static const uint64_t tables[] = {FAKE_RSDP, FAKE_RSDT, FAKE_XSDT,
                                  FAKE_FADT, FAKE_DSDT, FAKE_OTHER};
static const uint32_t table_bytes[] = {36, 44, 52, 244, 150, 80};

/* One field of 1, 2, 4 or 8 bytes becomes something that could be a length or an address. */
static void damage(struct random *random, uint64_t table, uint32_t bytes)
{
    const uint64_t values[] = {0,          1,         35,         36,        UINT64_MAX,
                               UINT32_MAX, FAKE_RSDT, FAKE_XSDT,  FAKE_FADT, FAKE_DSDT,
                               0x7fffffff, 0x1000000, FAKE_OTHER, FAKE_RSDP, 0x12345678};
    uint32_t width = 1u << random_below(random, 4);
    uint64_t value = random_below(random, 2) == 0
                         ? values[random_below(random, ARRAY_LENGTH(values))]
                         : random_next(random);
    fake_put(table + random_below(random, bytes - width), value, width);
}

/* As the table's header says now, where that can be. */
static void sum_again(uint64_t table)
{
    uint32_t length = 0;
    memcpy(&length, fake_at(table + 4), sizeof(length));
    if (table == FAKE_RSDP) {
        fake_sum_rsdp(table);
    } else if (length >= 10 && length <= FAKE_TABLES + FAKE_TABLES_BYTES - table) {
        fake_sum(table);
    }
}

static void test_drawn_damage(void **state)
{
    (void)state;
    struct random random = {.state = 6};
    uint32_t results[ACPI_BAD_S5 + 1] = {0};
    fake_tables_build();
    static struct fake_tables good;
    good = fake_tables;
    for (int round = 0; round < 8000; round++) {
        memcpy(fake_tables.tables, good.tables, sizeof(good.tables));
        memcpy(fake_at(FAKE_RSDP), &good.low[FAKE_RSDP], 64);
        for (uint64_t count = random_below(&random, 4) + 1; count > 0; count--) {
            uint64_t i = random_below(&random, ARRAY_LENGTH(tables));
            damage(&random, tables[i], table_bytes[i]);
            if (random_below(&random, 4) > 0) {
                sum_again(tables[i]);
            }
        }
        enum acpi_result result = look();
        assert_in_range(result, ACPI_OK, ACPI_BAD_S5);
        results[result]++;
        if (result == ACPI_OK) {
            assert_int_not_equal(power.pm1a_port, 0);
            assert_in_range(power.sleep_type_a, 0, 7);
            assert_in_range(power.sleep_type_b, 0, 7);
            assert_true(!has_reset || (reset.space <= ACPI_SPACE_PCI && reset.address != 0));
        }
    }
    for (size_t i = 0; i < ARRAY_LENGTH(results); i++) {
        assert_int_not_equal(results[i], 0); /* the damage reaches every place */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawn_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
