/*
 * test_line_editor_tab.c: kernel/core/line_editor.c: what Tab does to the line and to both
 * displays.
 */
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/editor_line.h"

static void test_tab_completes(void **state)
{
    (void)state;
    bench_type("m");
    bench_press(INPUT_TAB);
    assert_line("memmap ", 7);
    bench_control('U');
    bench_type("he");
    bench_press(INPUT_TAB); /* help and heap have no more in common: they are listed */
    assert_line("he", 2);
    assert_int_equal(bench.screen.row, 2);
    const char list[] = "help  heap";
    for (uint32_t i = 0; i < sizeof(list) - 1; i++) {
        assert_int_equal(bench.screen.cells[1][i], list[i]);
    }
    bench_type("a");
    bench_press(INPUT_TAB);
    assert_line("heap ", 5);
    assert_int_equal(bench.bells, 0);
}

static void test_tab_completes_as_far_as_it_can(void **state)
{
    (void)state;
    bench_type("fault d");
    bench_press(INPUT_TAB);
    assert_int_equal(bench.screen.row, 2); /* de, df and two more are listed */
    bench_type("o");
    bench_press(INPUT_TAB);
    assert_line("fault double-f", 14);
    assert_int_equal(bench.screen.row, 2); /* something was added, so nothing is listed yet */
    bench_type("r");
    bench_press(INPUT_TAB);
    assert_line("fault double-free ", 18);
}

static void test_tab_in_the_middle_of_a_line(void **state)
{
    (void)state;
    bench_type("i 5");
    bench_press(INPUT_LEFT);
    bench_press(INPUT_LEFT);
    bench_press(INPUT_TAB);
    assert_line("irq 5", 3); /* there is a blank already */
}

static void test_tab_without_a_match_rings(void **state)
{
    (void)state;
    bench_type("xyz");
    bench_press(INPUT_TAB);
    assert_line("xyz", 3);
    bench_type(" h");
    bench_press(INPUT_TAB); /* a command stands at the beginning only */
    assert_line("xyz h", 5);
    assert_int_equal(bench.bells, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_tab_completes, line_setup),
        cmocka_unit_test_setup(test_tab_completes_as_far_as_it_can, line_setup),
        cmocka_unit_test_setup(test_tab_in_the_middle_of_a_line, line_setup),
        cmocka_unit_test_setup(test_tab_without_a_match_rings, line_setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
