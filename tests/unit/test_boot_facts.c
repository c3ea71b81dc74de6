/*
 * test_boot_facts.c: kernel/core/boot_facts.c: names, sums and times of the hand-over.
 */
#include "kernel/core/boot_facts.h"

#include "tests/unit/cmocka_headers.h"

static struct boot_info info;

static void test_every_step_has_a_name_and_a_text(void **state)
{
    (void)state;
    for (uint32_t step = 0; step < BOOT_STEP_COUNT; step++) {
        assert_string_not_equal(boot_step_name(step), "?");
        assert_non_null(boot_step_text(step));
        assert_string_not_equal(boot_step_text(step), "?");
    }
    assert_string_equal(boot_step_name(STEP_PAGING), "paging");
    assert_string_equal(boot_step_name(BOOT_STEP_COUNT), "?");
    assert_string_equal(boot_step_text(UINT32_MAX), "?");
}

static void test_methods(void **state)
{
    (void)state;
    assert_string_equal(boot_a20_text(A20_ALREADY_ON), "was open already");
    assert_string_equal(boot_a20_text(A20_8042), "by the keyboard controller");
    assert_string_equal(boot_a20_text(A20_8042 + 1), "?");
    assert_string_equal(boot_a20_text(0), "?");
    assert_string_equal(boot_memory_text(MEMORY_E820), "E820");
    assert_string_equal(boot_memory_text(MEMORY_88), "AH=88h");
    assert_string_equal(boot_memory_text(0), "?");
    assert_string_equal(boot_memory_text(MEMORY_88 + 1), "?");
}

static void test_usable_bytes(void **state)
{
    (void)state;
    info = (struct boot_info){.clean_count = 3};
    info.clean[0] = (struct memory_range){.base = 0, .end = 0x1000, .kind = MEMORY_USABLE};
    info.clean[1] = (struct memory_range){.base = 0x1000, .end = 0x5000, .kind = MEMORY_RESERVED};
    info.clean[2] = (struct memory_range){.base = 0x5000, .end = 0x8000, .kind = MEMORY_USABLE};
    info.clean[3] = (struct memory_range){.base = 0x8000, .end = 0x9000, .kind = MEMORY_USABLE};
    assert_int_equal(boot_usable_bytes(&info), 0x4000);
}

/* Times count from the first step that has one. */
static void test_times(void **state)
{
    (void)state;
    uint64_t ticks;
    info = (struct boot_info){.trace_count = 4};
    info.trace[2].tsc = 1000;
    info.trace[3].tsc = 1700;
    assert_false(boot_step_ticks(&info, 0, &ticks));
    assert_false(boot_step_ticks(&info, 1, &ticks));
    assert_true(boot_step_ticks(&info, 2, &ticks));
    assert_int_equal(ticks, 0);
    assert_true(boot_step_ticks(&info, 3, &ticks));
    assert_int_equal(ticks, 700);
    assert_int_equal(boot_climb_ticks(&info), 700);
    info.trace_count = 2;
    assert_int_equal(boot_climb_ticks(&info), 0);
    info.trace_count = 0;
    assert_int_equal(boot_climb_ticks(&info), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_step_has_a_name_and_a_text),
        cmocka_unit_test(test_methods),
        cmocka_unit_test(test_usable_bytes),
        cmocka_unit_test(test_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
