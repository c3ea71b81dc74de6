/*
 * test_symbols.c: kernel/core/symbols.c against a search from the first symbol to the last.
 */
#include "kernel/core/symbols.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

enum { SYMBOLS_MOST = 40, TABLES = 200 };

static const struct symbol *find_slowly(const struct symbol_table *table, uint64_t offset)
{
    const struct symbol *found = NULL;
    for (uint32_t i = 0; i < table->count; i++) {
        if (table->symbols[i].offset <= offset) {
            found = &table->symbols[i];
        }
    }
    return found;
}

static void test_an_empty_table(void **state)
{
    (void)state;
    const struct symbol_table table = {0};
    assert_null(symbol_find(&table, 0));
    assert_null(symbol_find(&table, UINT64_MAX));
}

static void test_borders(void **state)
{
    (void)state;
    static const struct symbol symbols[] = {{16, 0}, {32, 6}, {UINT32_MAX, 13}};
    const struct symbol_table table = {symbols, "first\0second\0last", ARRAY_LENGTH(symbols)};
    assert_null(symbol_find(&table, 0));
    assert_null(symbol_find(&table, 15));
    assert_string_equal(table.names + symbol_find(&table, 16)->name, "first");
    assert_string_equal(table.names + symbol_find(&table, 31)->name, "first");
    assert_string_equal(table.names + symbol_find(&table, 32)->name, "second");
    assert_string_equal(table.names + symbol_find(&table, UINT32_MAX - 1)->name, "second");
    assert_string_equal(table.names + symbol_find(&table, UINT32_MAX)->name, "last");
    assert_string_equal(table.names + symbol_find(&table, UINT64_MAX)->name, "last");
}

/* Every offset of tables of every length, with symbols side by side and far apart. */
static void test_drawn_tables_against_a_linear_search(void **state)
{
    (void)state;
    struct random random = {.state = 52};
    for (uint32_t i = 0; i < TABLES; i++) {
        struct symbol symbols[SYMBOLS_MOST];
        struct symbol_table table = {symbols, "", i % (SYMBOLS_MOST + 1)};
        uint32_t offset = (uint32_t)random_below(&random, 3);
        for (uint32_t n = 0; n < table.count; n++) {
            symbols[n] = (struct symbol){offset, n};
            offset += 1 + (uint32_t)random_below(&random, 20);
        }
        for (uint64_t at = 0; at <= offset + 1; at++) {
            assert_ptr_equal(symbol_find(&table, at), find_slowly(&table, at));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_table),
        cmocka_unit_test(test_borders),
        cmocka_unit_test(test_drawn_tables_against_a_linear_search),
    };
    return cmocka_run_group_tests_name("symbols", tests, NULL, NULL);
}
