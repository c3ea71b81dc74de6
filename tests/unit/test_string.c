/*
 * test_string.c: common/string.c against the C library, row 02-10.
 *
 * Every length and every alignment up to a few words, where the loops change from one width to the
 * other, then drawn cases of a few thousand bytes. Around each target lie guard bytes, and every
 * buffer is exactly as long as it may be touched, so that the sanitizer sees a byte too many.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/product_string.h"
#include "tests/unit/random.h"

enum { SMALL = 80, SKEWS = 8, LARGE = 5000, ROUNDS = 3000 };

static void fill(struct random *random, uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bytes[i] = (uint8_t)random_next(random);
    }
}

static void check_memcpy(struct random *random, size_t to, size_t from, size_t bytes)
{
    uint8_t *source = malloc(from + bytes + 1);
    uint8_t *ours = malloc(to + bytes + 1);
    uint8_t *expected = malloc(to + bytes + 1);
    fill(random, source, from + bytes + 1);
    fill(random, ours, to + bytes + 1);
    memcpy(expected, ours, to + bytes + 1);

    memcpy(expected + to, source + from, bytes);
    assert_ptr_equal(product_memcpy(ours + to, source + from, bytes), ours + to);
    assert_memory_equal(ours, expected, to + bytes + 1);
    free(source);
    free(ours);
    free(expected);
}

static void test_memcpy(void **state)
{
    (void)state;
    struct random random = {.state = 1};
    for (size_t bytes = 0; bytes < SMALL; bytes++) {
        for (size_t skew = 0; skew < SKEWS * SKEWS; skew++) {
            check_memcpy(&random, skew % SKEWS, skew / SKEWS, bytes);
        }
    }
    for (int round = 0; round < ROUNDS; round++) {
        check_memcpy(&random, random_below(&random, 64), random_below(&random, 64),
                     random_below(&random, LARGE));
    }
}

/* Both ranges in one buffer: to below from, above it, the same, overlapping by any number. */
static void check_memmove(struct random *random, size_t to, size_t from, size_t bytes)
{
    size_t size = (to > from ? to : from) + bytes;
    uint8_t *ours = malloc(size + 1);
    uint8_t *expected = malloc(size + 1);
    fill(random, ours, size + 1);
    memcpy(expected, ours, size + 1);

    memmove(expected + to, expected + from, bytes);
    assert_ptr_equal(product_memmove(ours + to, ours + from, bytes), ours + to);
    assert_memory_equal(ours, expected, size + 1);
    free(ours);
    free(expected);
}

static void test_memmove_overlapping(void **state)
{
    (void)state;
    struct random random = {.state = 2};
    for (size_t bytes = 0; bytes < SMALL; bytes++) {
        for (size_t distance = 0; distance < SMALL; distance++) {
            check_memmove(&random, 3, 3 + distance, bytes);
            check_memmove(&random, 3 + distance, 3, bytes);
        }
    }
    for (int round = 0; round < ROUNDS; round++) {
        check_memmove(&random, random_below(&random, 300), random_below(&random, 300),
                      random_below(&random, LARGE));
    }
}

static void check_memset(struct random *random, size_t to, int value, size_t bytes)
{
    uint8_t *ours = malloc(to + bytes + 1);
    uint8_t *expected = malloc(to + bytes + 1);
    fill(random, ours, to + bytes + 1);
    memcpy(expected, ours, to + bytes + 1);

    memset(expected + to, value, bytes);
    assert_ptr_equal(product_memset(ours + to, value, bytes), ours + to);
    assert_memory_equal(ours, expected, to + bytes + 1);
    free(ours);
    free(expected);
}

static void test_memset(void **state)
{
    (void)state;
    static const int values[] = {0, 1, 0x7f, 0x80, 0xcc, 0xff, -1, 0x1234, -300};
    struct random random = {.state = 3};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        for (size_t bytes = 0; bytes < SMALL; bytes++) {
            check_memset(&random, bytes % SKEWS, values[i], bytes);
        }
    }
    for (int round = 0; round < ROUNDS; round++) {
        check_memset(&random, random_below(&random, 64), (int)random_next(&random),
                     random_below(&random, LARGE));
    }
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void check_compare(const uint8_t *a, const uint8_t *b, size_t bytes)
{
    assert_int_equal(sign(product_memcmp(a, b, bytes)), sign(memcmp(a, b, bytes)));
    assert_int_equal(product_bcmp(a, b, bytes) != 0, memcmp(a, b, bytes) != 0);
}

/* One difference at each place, then two of opposite sense in one word: the first must decide. */
static void test_memcmp_and_bcmp(void **state)
{
    (void)state;
    struct random random = {.state = 4};
    for (size_t bytes = 1; bytes < SMALL; bytes++) {
        for (size_t place = 0; place < bytes; place++) {
            size_t skew = random_below(&random, SKEWS);
            uint8_t *a = malloc(skew + bytes);
            uint8_t *b = malloc(bytes);
            fill(&random, a, skew + bytes);
            memcpy(b, a + skew, bytes);
            check_compare(a + skew, b, bytes);
            b[place] ^= (uint8_t)(1 + random_below(&random, 255));
            check_compare(a + skew, b, bytes);
            check_compare(b, a + skew, bytes);
            b[bytes - 1 - place] ^= (uint8_t)random_next(&random);
            check_compare(a + skew, b, bytes);
            check_compare(a + skew, b, place);
            free(a);
            free(b);
        }
    }
}

static void test_compare_is_unsigned(void **state)
{
    (void)state;
    assert_true(product_memcmp("\x80", "\x7f", 1) > 0);
    assert_true(product_memcmp("\x01\xff", "\x02\x00", 2) < 0);
    assert_int_equal(product_memcmp("a", "b", 0), 0);
    assert_int_equal(product_bcmp("a", "b", 0), 0);
}

static void test_lengths(void **state)
{
    (void)state;
    for (size_t length = 0; length < SMALL; length++) {
        char *text = malloc(length + 1);
        memset(text, 'x', length);
        text[length] = '\0';
        assert_int_equal(product_strlen(text), length);
        for (size_t limit = 0; limit < SMALL + 2; limit++) {
            assert_int_equal(product_strnlen(text, limit), strnlen(text, limit));
        }
        free(text);
    }
}

/* Without a NUL within the limit, not one byte more may be read. */
static void test_strnlen_needs_no_end(void **state)
{
    (void)state;
    char *text = malloc(5);
    memset(text, 'x', 5);
    assert_int_equal(product_strnlen(text, 5), 5);
    assert_int_equal(product_strnlen(text, 0), 0);
    free(text);
}

static void test_strcmp(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "a", "ab", "abc", "b", "B", "\x80", "\xff", "a\xff"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        for (size_t j = 0; j < sizeof(texts) / sizeof(texts[0]); j++) {
            assert_int_equal(sign(product_strcmp(texts[i], texts[j])),
                             sign(strcmp(texts[i], texts[j])));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memcpy),
        cmocka_unit_test(test_memmove_overlapping),
        cmocka_unit_test(test_memset),
        cmocka_unit_test(test_memcmp_and_bcmp),
        cmocka_unit_test(test_compare_is_unsigned),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_strnlen_needs_no_end),
        cmocka_unit_test(test_strcmp),
    };
    return cmocka_run_group_tests_name("string", tests, NULL, NULL);
}
