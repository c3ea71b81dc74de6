/*
 * fuzz_line_editor.c: any bytes of a terminal, edited as the monitor edits them: the two displays
 * show the same row, and it is the line's.
 */
#include "kernel/core/escape.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/editor_bench.h"

static void press(struct input input)
{
    enum line_result result = line_editor_input(&bench.editor, input);
    if (result == LINE_CLEAR) {
        terminal_start(&bench.screen, false);
        terminal_start(&bench.serial, true);
        line_editor_show(&bench.editor);
    } else if (result != LINE_GOES_ON) {
        line_editor_start(&bench.editor);
    }
    assert_true(bench_is_consistent());
    assert_true(bench.editor.length <= LINE_MOST);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct escape escape = {0};
    bench_start();
    for (size_t i = 0; i <= count; i++) {
        struct input key = i < count ? escape_next(&escape, bytes[i]) : escape_timeout(&escape);
        if (key.kind != INPUT_NONE) {
            press(key);
        }
    }
    return 0;
}
