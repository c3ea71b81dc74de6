/*
 * test_hexdump.c: kernel/core/hexdump.c: rows, ends of rows, and memory that is not read.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/core/hexdump.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

/* Memory whose every byte follows from its address; some pages cannot be read. */
static uint64_t bytes_read;

static uint8_t byte_at(uint64_t address)
{
    return (uint8_t)(address * 37 + (address >> 8) * 11);
}

static const char *read_memory(void *context, uint64_t address, uint8_t *bytes, size_t count,
                               uint64_t *last)
{
    (void)context;
    assert_in_range(count, 1, HEXDUMP_BYTES);
    assert_int_equal(address / HEXDUMP_BYTES, (address + count - 1) / HEXDUMP_BYTES);
    uint64_t page = address / 4096;
    if (page % 3 == 1) {
        *last = address | 4095;
        return page % 2 == 0 ? "unmapped" : "refused: reading has effects here";
    }
    for (size_t i = 0; i < count; i++) {
        bytes[i] = byte_at(address + i);
    }
    bytes_read += count;
    return NULL;
}

static const char *read_text(void *context, uint64_t address, uint8_t *bytes, size_t count,
                             uint64_t *last)
{
    (void)last;
    memcpy(bytes, (const char *)context + address % 256, count);
    return NULL;
}

/* The next row is these bytes, and the text in its column. */
static void assert_row(struct hexdump *dump, const char *bytes, const char *text)
{
    char row[HEXDUMP_ROW];
    char expected[HEXDUMP_ROW];
    snprintf(expected, sizeof(expected), "%-62s%s", bytes, text);
    assert_true(hexdump_next(dump, row));
    assert_string_equal(row, expected);
}

static void test_rows(void **state)
{
    (void)state;
    char text[] = "Hello World!\n\x7f\x80\xff\x30\x31\x32\x33";
    struct hexdump dump = {0xffffffff80000000, 20, read_text, text};
    assert_row(&dump, "0xffffffff80000000  4865 6c6c 6f20 576f  726c 6421 0a7f 80ff",
               "Hello World!....");
    assert_row(&dump, "0xffffffff80000010  3031 3233", "0123");
    assert_int_equal(dump.left, 0);
}

static void test_the_first_row_begins_in_its_middle(void **state)
{
    (void)state;
    char text[] = "0123456789abcdef";
    struct hexdump dump = {0x105, 3, read_text, text};
    assert_row(&dump, "0x0000000000000100              35 3637", "     567");
    assert_int_equal(dump.left, 0);
}

static void test_what_is_not_read_is_told_once_a_page(void **state)
{
    (void)state;
    char row[HEXDUMP_ROW];
    struct hexdump dump = {.address = 0x1ff0, .left = 0x10, .read = read_memory};
    assert_true(hexdump_next(&dump, row));
    assert_string_equal(row, "0x0000000000001ff0  refused: reading has effects her, "
                             "up to 0x0000000000001fff");
    assert_false(hexdump_next(&dump, row));
    dump = (struct hexdump){.address = 0x4008, .left = 0x1000, .read = read_memory};
    assert_true(hexdump_next(&dump, row));
    assert_string_equal(row, "0x0000000000004008  unmapped, up to 0x0000000000004fff");
    assert_true(hexdump_next(&dump, row));
    assert_memory_equal(row, "0x0000000000005000", 18);
    assert_false(hexdump_next(&dump, row));
}

/* Nothing below 2^40 can be read, which is known by parts of 2^32 bytes; then, one byte each, 5000
 * that cannot be for another reason; all else can. */
static const char *read_high(void *context, uint64_t address, uint8_t *bytes, size_t count,
                             uint64_t *last)
{
    (void)context;
    if (address < 1ull << 40) {
        *last = address | 0xffffffff;
        return "low";
    }
    memset(bytes, 'x', count);
    return address < (1ull << 40) + 5000 ? "single" : NULL;
}

static void test_one_reason_is_one_row(void **state)
{
    (void)state;
    char row[HEXDUMP_ROW];
    struct hexdump dump = {.address = 0x123, .left = UINT64_MAX, .read = read_high};
    assert_true(hexdump_next(&dump, row));
    assert_string_equal(row, "0x0000000000000123  low, up to 0x000000ffffffffff");
    assert_true(hexdump_next(&dump, row)); /* one is asked for, 4096 are joined to it */
    assert_string_equal(row, "0x0000010000000000  single, up to 0x0000010000001000");
    assert_true(hexdump_next(&dump, row));
    assert_string_equal(row, "0x0000010000001001  single, up to 0x0000010000001387");
    assert_true(hexdump_next(&dump, row));
    assert_memory_equal(row, "0x0000010000001380", 18);
    dump = (struct hexdump){.address = 0x123, .left = 1ull << 33, .read = read_high};
    assert_true(hexdump_next(&dump, row));
    assert_string_equal(row, "0x0000000000000123  low, up to 0x0000000200000122");
    assert_false(hexdump_next(&dump, row));
}

static void test_the_end_of_the_address_space(void **state)
{
    (void)state;
    char row[HEXDUMP_ROW];
    char text[300] = "";
    struct hexdump dump = {
        .address = 0xfffffffffffffff8, .left = UINT64_MAX, .read = read_text, .context = text};
    assert_true(hexdump_next(&dump, row));
    assert_memory_equal(row, "0xfffffffffffffff0", 18);
    assert_false(hexdump_next(&dump, row));
    dump = (struct hexdump){.left = UINT64_MAX, .read = read_memory}; /* from 0 on, without end */
    assert_true(hexdump_next(&dump, row));
    assert_int_equal(dump.left, UINT64_MAX - HEXDUMP_BYTES);
}

static void test_nothing(void **state)
{
    (void)state;
    char row[HEXDUMP_ROW];
    struct hexdump dump = {.address = 0, .left = 0, .read = read_memory};
    assert_false(hexdump_next(&dump, row));
}

/* Every byte asked for is shown once, at its place, or lies in a page that is told of. */
static uint64_t check_row(const char *row, uint64_t address, uint64_t end)
{
    unsigned long long shown;
    assert_int_equal(sscanf(row, "0x%16llx", &shown), 1);
    assert_in_range(strlen(row), 20, 79);
    if (strstr(row, "up to") != NULL) {
        unsigned long long last;
        assert_int_equal(shown, address);
        assert_int_equal(sscanf(strstr(row, "up to"), "up to 0x%llx", &last), 1);
        assert_int_equal(address / 4096 % 3, 1);
        assert_int_equal(last, address / 4096 * 4096 + 4095 < end - 1 ? address / 4096 * 4096 + 4095
                                                                      : end - 1);
        return last + 1;
    }
    assert_int_equal(shown, address / 16 * 16);
    uint64_t last = shown + 16 < end ? shown + 16 : end;
    for (uint64_t at = shown; at < last; at++) {
        uint64_t i = at - shown;
        char expected[4] = "  ";
        if (at >= address) {
            snprintf(expected, sizeof(expected), "%02x", byte_at(at));
        }
        assert_memory_equal(row + 20 + i * 2 + i / 2 + i / 8, expected, 2);
        uint8_t byte = at < address ? ' ' : byte_at(at);
        assert_int_equal(row[62 + i], byte >= 0x20 && byte < 0x7f ? byte : '.');
    }
    assert_int_equal(strlen(row), 62 + last - shown);
    return last;
}

static void test_drawn_dumps(void **state)
{
    (void)state;
    struct random random = {.state = 9};
    for (int i = 0; i < 500; i++) {
        uint64_t address = random_below(&random, 1 << 20) + (random_next(&random) >> 20 << 20 >> 8);
        uint64_t left = random_below(&random, 20000);
        struct hexdump dump = {.address = address, .left = left, .read = read_memory};
        uint64_t at = address;
        char row[HEXDUMP_ROW];
        while (hexdump_next(&dump, row)) {
            at = check_row(row, at, address + left);
        }
        assert_int_equal(at, address + left);
    }
    assert_true(bytes_read > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_the_first_row_begins_in_its_middle),
        cmocka_unit_test(test_what_is_not_read_is_told_once_a_page),
        cmocka_unit_test(test_one_reason_is_one_row),
        cmocka_unit_test(test_the_end_of_the_address_space),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_drawn_dumps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
