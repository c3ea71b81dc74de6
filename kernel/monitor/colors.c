/*
 * colors.c: `colors` shows the 16 x 16 attributes of the text screen (rows 03-2, 03-3).
 *
 * Half of them have bit 7 set, and what that means is a switch of the whole screen. Nothing else of
 * the kernel's uses the bit, so the switch stays where the command has put it.
 */
#include "common/string.h"
#include "kernel/dev/vga.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

enum { NAME_COLUMNS = 12 };

static const char *const names[VGA_COLOURS] = {
    "Black",    "Blue",      "Green",    "Cyan",      "Red",        "Magenta",
    "Brown",    "LightGray", "DarkGray", "LightBlue", "LightGreen", "LightCyan",
    "LightRed", "Pink",      "Yellow",   "White",
};

static const char blink[] = "blink";

static const char *colors_word(uint32_t number)
{
    return number == 0 ? blink : NULL;
}

static bool colors_start(struct command_run *run)
{
    const char *word = command_word(run, 1);
    bool blinks = word && strcmp(word, blink) == 0;
    if (word && !blinks) {
        return command_refuse_word(run, "blink or nothing", word);
    }
    vga_blink(blinks);
    command_label("background   foreground 0 to f; bit 7 ", 0);
    command_label(blinks ? "blinks\n" : "is a bright background\n", 0);
    return true;
}

static bool colors_next(struct command_run *run)
{
    uint32_t background = (uint32_t)run->at++;
    print("%x %-*s", background, NAME_COLUMNS, names[background]);
    for (uint32_t foreground = 0; foreground < VGA_COLOURS; foreground++) {
        uint8_t attribute = (uint8_t)(background << VGA_BACKGROUND_SHIFT | foreground);
        print_colour(attribute);
        print(" %02x ", attribute);
    }
    print_colour(PRINT_COLOUR);
    print("\n");
    return run->at < VGA_COLOURS;
}

COMMAND(colors) = {
    .name = "colors",
    .usage = "[blink]",
    .words = 1,
    .summary = "the 256 attributes of the text screen",
    .detail = "An attribute is 16 * background + foreground. Its bit 7 makes the background\n"
              "bright; after `colors blink` it makes the character blink, until `colors`.\n"
              "COM1 sees the numbers alone.",
    .example = "colors blink",
    .start = colors_start,
    .next = colors_next,
    .word = colors_word,
};
