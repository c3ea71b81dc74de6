/*
 * fuzz_line_editor.c: any bytes of a terminal, edited as the monitor edits them: the two displays
 * show the same row, and it is the line's.
 */
#include <stdlib.h>

#include "kernel/core/escape.h"
#include "tests/unit/editor_bench.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

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
    if (!bench_is_consistent() || bench.editor.length > LINE_MOST) {
        abort();
    }
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
