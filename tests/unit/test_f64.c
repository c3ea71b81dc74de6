/*
 * test_f64.c: real numbers by integers, bit for bit against the host's floating-point unit
 * (rows 02-7, 03-9).
 */
#include "kernel/core/f64.h"

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/f64_host.h"
#include "tests/unit/random.h"

enum { DRAWN = 1000000 };

/* The same bits; which of the many that are no number it is does not matter. */
static void assert_same(f64_t found, double wanted, f64_t a, f64_t b, char operation)
{
    if (f64_is_nan(found) ? wanted == wanted : found.bits != ours(wanted).bits) {
        fail_msg("%a %c %a (0x%llx, 0x%llx): %a, not %a", host(a), operation, host(b),
                 (unsigned long long)a.bits, (unsigned long long)b.bits, host(found), wanted);
    }
}

static enum f64_order order_of(double a, double b)
{
    return a < b ? F64_LESS : a > b ? F64_GREATER : a == b ? F64_EQUAL : F64_UNORDERED;
}

static void assert_operations(f64_t a, f64_t b)
{
    assert_same(f64_add(a, b), host(a) + host(b), a, b, '+');
    assert_same(f64_sub(a, b), host(a) - host(b), a, b, '-');
    assert_same(f64_mul(a, b), host(a) * host(b), a, b, '*');
    assert_same(f64_div(a, b), host(a) / host(b), a, b, '/');
    assert_int_equal(f64_compare(a, b), order_of(host(a), host(b)));
}

/* Where something changes: signs, exponents' ends, fractions of few bits and of nearly all. */
static uint32_t edges_make(f64_t *edges)
{
    static const uint32_t exponents[] = {0,    1,    2,    53,   970,  1022, 1023,
                                         1024, 1075, 1076, 2045, 2046, 2047};
    static const uint64_t fractions[] = {
        0, 1, 2, 3, F64_FRACTION, F64_FRACTION - 1, F64_FRACTION >> 1, (F64_FRACTION >> 1) + 1};
    uint32_t count = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(exponents); i++) {
        for (size_t j = 0; j < ARRAY_LENGTH(fractions); j++) {
            uint64_t bits = (uint64_t)exponents[i] << F64_FRACTION_BITS | fractions[j];
            edges[count++] = (f64_t){bits};
            edges[count++] = (f64_t){bits | UINT64_C(1) << F64_SIGN_SHIFT};
        }
    }
    return count;
}

static void test_edges(void **state)
{
    (void)state;
    f64_t edges[512];
    uint32_t count = edges_make(edges);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < count; j++) {
            assert_operations(edges[i], edges[j]);
        }
    }
}

static void test_drawn_bits(void **state)
{
    (void)state;
    struct random random = {.state = 1};
    for (int i = 0; i < DRAWN; i++) {
        f64_t a = {random_next(&random)}, b = {random_next(&random)};
        assert_operations(a, b);
    }
}

/* Exponents near each other, few bits set: sums that cancel, ties, products that just fit. */
static void test_drawn_neighbours(void **state)
{
    (void)state;
    struct random random = {.state = 2};
    for (int i = 0; i < DRAWN; i++) {
        uint64_t keep = UINT64_MAX << random_below(&random, 64);
        f64_t a = {random_next(&random) & (random_below(&random, 2) ? keep : ~keep)};
        f64_t b = {random_next(&random) & (random_below(&random, 2) ? keep : UINT64_MAX)};
        uint64_t exponent = f64_exponent(a) + random_below(&random, 130) - 65;
        b.bits &= ~((uint64_t)F64_EXPONENT_MOST << F64_FRACTION_BITS);
        b.bits |= (exponent & F64_EXPONENT_MOST) << F64_FRACTION_BITS;
        assert_operations(a, b);
    }
}

/* Products and quotients around the smallest numbers, where digits are lost in front. */
static void test_drawn_subnormals(void **state)
{
    (void)state;
    struct random random = {.state = 3};
    for (int i = 0; i < DRAWN; i++) {
        f64_t a = {random_next(&random)};
        f64_t b = {random_magnitude(&random) & F64_FRACTION};
        assert_operations(a, b);
        uint64_t exponent = random_below(&random, 120) + 960; /* the product's ends near -1023 */
        a.bits = (a.bits & F64_FRACTION) | exponent << F64_FRACTION_BITS;
        b.bits |= random_below(&random, 64) << F64_FRACTION_BITS;
        assert_operations(a, b);
        assert_operations(b, a);
    }
}

static void test_integers(void **state)
{
    (void)state;
    struct random random = {.state = 4};
    static const int64_t edges[] = {0,
                                    1,
                                    -1,
                                    42,
                                    INT64_MAX,
                                    INT64_MIN,
                                    INT64_MAX - 1,
                                    (1LL << 53) - 1,
                                    1LL << 53,
                                    (1LL << 53) + 1,
                                    (1LL << 54) + 2,
                                    (1LL << 54) + 6};
    for (size_t i = 0; i < ARRAY_LENGTH(edges); i++) {
        assert_int_equal(f64_from_i64(edges[i]).bits, ours((double)edges[i]).bits);
    }
    for (int i = 0; i < DRAWN; i++) {
        int64_t value = (int64_t)random_magnitude(&random);
        assert_int_equal(f64_from_i64(value).bits, ours((double)value).bits);
    }
}

static void test_a_third(void **state)
{
    (void)state;
    f64_t third = f64_div(f64_from_i64(1), f64_from_i64(3));
    assert_int_equal(third.bits, 0x3fd5555555555555);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_drawn_bits),
        cmocka_unit_test(test_drawn_neighbours),
        cmocka_unit_test(test_drawn_subnormals),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_a_third),
    };
    return cmocka_run_group_tests_name("f64", tests, NULL, NULL);
}
