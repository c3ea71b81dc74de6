/*
 * test_cpu_name.c: kernel/core/cpu_name.c against CPUs whose numbers are known.
 */
#include "kernel/core/cpu_name.h"

#include <string.h>

#include "tests/unit/cmocka_headers.h"

static void test_signatures(void **state)
{
    (void)state;
    const struct {
        uint32_t eax;
        struct cpu_signature expected;
    } cases[] = {
        {0x00000543, {5, 4, 3}},    /* a Pentium MMX */
        {0x000f0543, {5, 4, 3}},    /* the extended model does not count below family 6 */
        {0x000006fb, {6, 15, 11}},  /* Core 2 */
        {0x000306c3, {6, 60, 3}},   /* Haswell */
        {0x00000f4a, {15, 4, 10}},  /* Pentium 4 */
        {0x00060fb1, {15, 107, 1}}, /* Athlon 64 X2 */
        {0x00a20f12, {25, 33, 2}},  /* Zen 3 */
        {0xffffffff, {270, 255, 15}},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct cpu_signature found = cpu_signature_read(cases[i].eax);
        assert_memory_equal(&found, &cases[i].expected, sizeof(found));
    }
}

static void assert_brand(const char *given, size_t bytes, const char *expected)
{
    uint32_t words[CPU_BRAND_WORDS] = {0};
    char text[CPU_BRAND_BYTES];
    memcpy(words, given, bytes);
    cpu_brand_text(text, words);
    assert_string_equal(text, expected);
}

static void test_brands(void **state)
{
    (void)state;
    const char full[] = "A brand that fills all of the forty-eight bytes.";
    assert_brand("", 0, "none");
    assert_brand("   ", 3, "none");
    assert_brand("       Intel(R) Pentium(R) 4 CPU  ", 34, "Intel(R) Pentium(R) 4 CPU");
    assert_brand("a\x1b[2Jb\xff", 7, "a?[2Jb?");
    assert_int_equal(sizeof(full), CPU_BRAND_BYTES);
    assert_brand(full, sizeof(full) - 1, full);
}

static void test_a_vendor(void **state)
{
    (void)state;
    uint32_t words[CPU_VENDOR_WORDS];
    char text[CPU_VENDOR_BYTES];
    memcpy(words, "GenuineIntel", sizeof(words));
    cpu_vendor_text(text, words);
    assert_string_equal(text, "GenuineIntel");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signatures),
        cmocka_unit_test(test_brands),
        cmocka_unit_test(test_a_vendor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
