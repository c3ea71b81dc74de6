/*
 * fuzz_look_up.c: symbols and the trace. The symbol of any offset is the last at or below it, in
 * any table; what two records of the climb differ in is told within its room, and nothing where
 * they do not differ.
 *
 * Input: two records of the trace, the offset that is looked for (2 bytes), then the table's
 * distances (a byte each).
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/core/symbols.h"
#include "kernel/core/trace_text.h"
#include "tests/fuzz/fuzz.h"

enum { GUARD = 0x5a };

static void record_draw(struct random *input, struct boot_trace_record *record)
{
    *record = (struct boot_trace_record){0};
    record->cr3 = random_from_bytes(input, 8);
    record->cr0 = (uint32_t)random_from_bytes(input, 4);
    record->cr4 = (uint32_t)random_from_bytes(input, 4);
    record->efer = (uint32_t)random_from_bytes(input, 4);
    record->eflags = (uint32_t)random_from_bytes(input, 4);
    record->cs = (uint16_t)random_from_bytes(input, 2);
    record->a20 = (uint16_t)random_from_bytes(input, 1);
}

static bool differ(enum trace_field field, const struct boot_trace_record *a,
                   const struct boot_trace_record *b)
{
    const bool differs[TRACE_FIELDS] = {
        [TRACE_CR0] = a->cr0 != b->cr0,
        [TRACE_CR3] = a->cr3 != b->cr3,
        [TRACE_CR4] = a->cr4 != b->cr4,
        [TRACE_EFER] = a->efer != b->efer,
        [TRACE_EFLAGS] = ((a->eflags ^ b->eflags) & 0x700) != 0, /* TF, IF, DF */
        [TRACE_CS] = a->cs != b->cs,
        [TRACE_A20] = a->a20 != b->a20,
    };
    return differs[field];
}

static void trace_judge(const struct boot_trace_record *before,
                        const struct boot_trace_record *after)
{
    for (enum trace_field field = 0; field < TRACE_FIELDS; field++) {
        char *text = malloc(TRACE_TEXT_BYTES); /* so that the sanitizer sees its end */
        memset(text, GUARD, TRACE_TEXT_BYTES);
        bool is_told = trace_change_text(text, field, before, after);
        assert_int_equal(is_told, differ(field, before, after));
        assert_in_range(strnlen(text, TRACE_TEXT_BYTES), 3, TRACE_TEXT_BYTES - 1);
        free(text);
    }
}

static void symbols_judge(struct random *input)
{
    uint64_t offset = random_from_bytes(input, 2);
    struct symbol *symbols = malloc((input->left + 1) * sizeof(*symbols));
    struct symbol_table table = {.symbols = symbols, .names = ""};
    const struct symbol *expected = NULL;
    uint32_t at = 0;
    while (input->left > 0) {
        at += (uint32_t)random_from_bytes(input, 1);
        symbols[table.count] = (struct symbol){.offset = at};
        expected = at <= offset ? &symbols[table.count] : expected;
        table.count++;
    }
    assert_ptr_equal(symbol_find(&table, offset), expected);
    free(symbols);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct random input = fuzz_draw(bytes, count);
    struct boot_trace_record before, after;
    record_draw(&input, &before);
    record_draw(&input, &after);
    trace_judge(&before, &after);
    symbols_judge(&input);
    return 0;
}
