/*
 * test_trace_text.c: kernel/core/trace_text.c: what two records of the climb differ in.
 */
#include "kernel/core/trace_text.h"

#include <string.h>

#include "common/x86/registers.h"
#include "tests/unit/cmocka_headers.h"

/* All fields that changed, joined by ';'. */
static void assert_changes(const struct boot_trace_record *before, struct boot_trace_record after,
                           const char *expected)
{
    char all[TRACE_FIELDS * TRACE_TEXT_BYTES] = "";
    for (enum trace_field field = 0; field < TRACE_FIELDS; field++) {
        char text[TRACE_TEXT_BYTES];
        if (trace_change_text(text, field, before, &after)) {
            strcat(all, all[0] != '\0' ? ";" : "");
            strcat(all, text);
        }
    }
    assert_string_equal(all, expected);
}

static void test_the_first_record_shows_what_is_set(void **state)
{
    (void)state;
    assert_changes(NULL, (struct boot_trace_record){.cr0 = CR0_ET, .eflags = EFLAGS_IF},
                   "CR0 +ET;EFLAGS +IF;CS 0000");
}

static void test_what_is_the_same_is_not_shown(void **state)
{
    (void)state;
    const struct boot_trace_record record = {.cr0 = CR0_PE,
                                             .cr3 = 0x1000,
                                             .cr4 = CR4_PAE,
                                             .efer = EFER_LME,
                                             .eflags = EFLAGS_DF,
                                             .cs = 8,
                                             .a20 = 1};
    assert_changes(&record, record, "");
    struct boot_trace_record later = record;
    later.tsc = 7;
    later.step = STEP_PAGING;
    later.eflags |= EFLAGS_CF | 1 << 11; /* the sign of an addition, say */
    assert_changes(&record, later, "");
}

static void test_a_switch_shows_its_bits(void **state)
{
    (void)state;
    const struct boot_trace_record before = {
        .cr0 = CR0_PE | CR0_CD, .cr4 = CR4_PGE, .cs = 8, .eflags = EFLAGS_IF};
    assert_changes(&before,
                   (struct boot_trace_record){.cr0 = CR0_PE | CR0_WP | CR0_PG,
                                              .cr3 = 0x148000,
                                              .cr4 = CR4_PAE,
                                              .efer = EFER_LME | EFER_LMA,
                                              .cs = 0x28,
                                              .a20 = 1},
                   "CR0 +WP -CD +PG;CR3 00148000;CR4 +PAE -PGE;EFER +LME +LMA;EFLAGS -IF;CS 0028;"
                   "A20 open");
}

/* Nothing overflows, whatever the records hold. */
static void test_every_bit_at_once(void **state)
{
    (void)state;
    struct boot_trace_record after;
    char text[TRACE_TEXT_BYTES];
    memset(&after, 0xff, sizeof(after));
    for (enum trace_field field = 0; field < TRACE_FIELDS; field++) {
        assert_true(trace_change_text(text, field, NULL, &after));
        assert_true(strlen(text) < sizeof(text));
    }
    assert_false(trace_change_text(text, TRACE_FIELDS, NULL, &after));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_record_shows_what_is_set),
        cmocka_unit_test(test_what_is_the_same_is_not_shown),
        cmocka_unit_test(test_a_switch_shows_its_bits),
        cmocka_unit_test(test_every_bit_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
