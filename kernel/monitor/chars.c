/*
 * chars.c: `chars` shows the 256 glyphs of the text screen, by way of the characters they belong
 * to.
 */
#include "common/format.h"
#include "kernel/core/cp437.h"
#include "kernel/core/utf8.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

enum { CHART_SIDE = 16 };

static bool chars_start(struct command_run *run)
{
    (void)run;
    print_colour(VGA_LIGHT_CYAN);
    print("   ");
    for (uint32_t column = 0; column < CHART_SIDE; column++) {
        print("%3x", column);
    }
    print("\n");
    print_colour(PRINT_COLOUR);
    return true;
}

static bool chars_next(struct command_run *run)
{
    char label[sizeof("f0 ")];
    uint32_t first = (uint32_t)run->at++ * CHART_SIDE;
    format_buffer(label, sizeof(label), "%02x", first);
    command_label(label, sizeof(label) - 1);
    for (uint32_t glyph = first; glyph < first + CHART_SIDE; glyph++) {
        char bytes[UTF8_MOST + 1];
        utf8_put(bytes, cp437_character((uint8_t)glyph));
        print("  %s", bytes);
    }
    print("\n");
    return run->at < CHART_SIDE;
}

COMMAND(chars) = {
    .name = "chars",
    .usage = "",
    .summary = "the 256 glyphs of the text screen, code page 437",
    .detail = "A glyph's number is its row's and its column's. 00, 20 and ff are blank.",
    .example = "chars",
    .start = chars_start,
    .next = chars_next,
};
