/*
 * fuzz_escape.c: any bytes through kernel/core/escape.c give what tests/unit/terminal_bytes.c reads
 * in them, and none is lost uncounted.
 */
#include "kernel/core/escape.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/terminal_bytes.h"

enum { BYTES_MOST = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static struct input expected[BYTES_MOST];
    if (count > BYTES_MOST) {
        return 0;
    }
    size_t used;
    size_t number = terminal_bytes_read(bytes, count, expected, &used);
    size_t found = 0;
    struct escape escape = {0};
    for (size_t i = 0; i <= count; i++) {
        struct input key = i < count ? escape_next(&escape, bytes[i]) : escape_timeout(&escape);
        if (key.kind != INPUT_NONE) {
            assert_true(found < number && key.kind == expected[found].kind &&
                        key.code == expected[found].code);
            found++;
        }
    }
    assert_true(found == number && used + escape.dropped_bytes + escape.length == count);
    return 0;
}
