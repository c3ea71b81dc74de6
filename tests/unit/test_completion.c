/*
 * test_completion.c: kernel/core/completion.c: what words have in common, and a source without end.
 */
#include "kernel/core/completion.h"
#include "tests/unit/cmocka_headers.h"

static const char *const list[] = {"heap", "help", "irq", "h", "pt", "tasks", "time", "help"};

static const char *word(void *context, const char *before, uint32_t bytes, uint32_t number)
{
    (void)before;
    (void)bytes;
    return number < *(uint32_t *)context ? list[number] : NULL;
}

static struct completion find(const char *text, uint32_t to, uint32_t count)
{
    struct completion_words words = {word, &count};
    return completion_find(&words, text, 0, to);
}

static void test_matches(void **state)
{
    (void)state;
    struct completion found = find("he", 2, 3);
    assert_int_equal(found.matches, 2);
    assert_int_equal(found.common, 2);
    assert_int_equal(found.longest, 4);
    assert_string_equal(found.first, "heap");
    found = find("hel", 3, 3);
    assert_int_equal(found.matches, 1);
    assert_int_equal(found.common, 4);
    assert_string_equal(found.first, "help");
    assert_int_equal(find("x", 1, 3).matches, 0);
    assert_int_equal(find("heaps", 5, 3).matches, 0);
    assert_int_equal(find("irq", 3, 3).common, 3);
}

static void test_the_empty_word_matches_all(void **state)
{
    (void)state;
    struct completion found = find("", 0, 7);
    assert_int_equal(found.matches, 7);
    assert_int_equal(found.common, 0);
    assert_int_equal(found.longest, 5);
    assert_int_equal(find("", 0, 0).matches, 0);
}

static void test_a_word_that_begins_another(void **state)
{
    (void)state;
    assert_int_equal(find("h", 1, 4).common, 1); /* h itself */
    assert_int_equal(find("t", 1, 7).common, 1);
    struct completion twice = find("help", 4, 8);
    assert_int_equal(twice.matches, 2);
    assert_int_equal(twice.common, 4);
}

static void test_only_the_text_up_to_the_cursor_counts(void **state)
{
    (void)state;
    assert_string_equal(find("hexagon", 1, 1).first, "heap");
    uint32_t count = 3;
    struct completion_words words = {word, &count};
    assert_string_equal(completion_find(&words, "run irxyz", 4, 6).first, "irq");
}

static const char *endless(void *context, const char *before, uint32_t bytes, uint32_t number)
{
    (void)before;
    (void)bytes;
    (void)number;
    ++*(uint32_t *)context;
    return "word";
}

static void test_a_source_without_end(void **state)
{
    (void)state;
    uint32_t calls = 0;
    struct completion_words words = {endless, &calls};
    struct completion found = completion_find(&words, "w", 0, 1);
    assert_int_equal(found.matches, calls);
    assert_int_equal(calls, 1000);
    calls = 0;
    uint32_t number = 0;
    while (completion_next(&words, "w", 0, 1, &number) != NULL) {
    }
    assert_int_equal(calls, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matches),
        cmocka_unit_test(test_the_empty_word_matches_all),
        cmocka_unit_test(test_a_word_that_begins_another),
        cmocka_unit_test(test_only_the_text_up_to_the_cursor_counts),
        cmocka_unit_test(test_a_source_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
