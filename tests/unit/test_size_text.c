/*
 * test_size_text.c: kernel/core/size_text.c: sizes in five columns.
 */
#include "kernel/core/size_text.h"

#include <string.h>

#include "tests/unit/cmocka_headers.h"

static void assert_size(uint64_t bytes, const char *expected)
{
    char text[SIZE_TEXT_BYTES];
    assert_string_equal(size_text(text, bytes), expected);
}

static void test_known_sizes(void **state)
{
    (void)state;
    assert_size(0, "0");
    assert_size(1, "1");
    assert_size(1023, "1023");
    assert_size(1024, "1K");
    assert_size(1025, "1025");
    assert_size(0x9fc00, "639K");
    assert_size(0x7ee0000, "126M");
    assert_size(1ull << 20, "1M");
    assert_size((1ull << 20) + 4096, "1028K");
    assert_size(1ull << 40, "1T");
    assert_size(UINT64_MAX, "15E");
}

static void test_no_size_is_wide(void **state)
{
    (void)state;
    for (uint32_t bit = 0; bit < 64; bit++) {
        for (uint64_t near = 0; near < 40; near++) {
            char text[SIZE_TEXT_BYTES];
            assert_in_range(strlen(size_text(text, (1ull << bit) * near - 1)), 1, 5);
            assert_in_range(strlen(size_text(text, (1ull << bit) * near)), 1, 5);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_sizes),
        cmocka_unit_test(test_no_size_is_wide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
