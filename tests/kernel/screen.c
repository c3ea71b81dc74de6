/*
 * screen.c: the text screen on the machine: cells read back, the cursor, and a picture to look at
 * (rows 02-7, 03-2, 03-3, 03-4, 03-5, 03-6, 03-7, 03-9, 03-14).
 *
 * Without QEMU's exit device it halts with the picture on the screen: tests/boot/test_screen.py.
 */
#include "common/format.h"
#include "common/pc/vga_text.h"
#include "common/string.h"
#include "common/x86/io.h"
#include "gen/layout.h"
#include "kernel/core/f64_text.h"
#include "kernel/dev/vga.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"

enum {
    LINES = 200,
    LAST = VGA_ROWS - 1,
    YELLOW_ON_BLACK = VGA_BLACK << VGA_BACKGROUND_SHIFT | VGA_YELLOW
};

/* Row 03-2: the names' values, in the order of the texts. */
static const char *const names[VGA_COLOURS] = {
    [0] = "Black",     [1] = "Blue",      [2] = "Green",       [3] = "Cyan",
    [4] = "Red",       [5] = "Magenta",   [6] = "Brown",       [7] = "LightGray",
    [8] = "DarkGray",  [9] = "LightBlue", [10] = "LightGreen", [11] = "LightCyan",
    [12] = "LightRed", [13] = "Pink",     [14] = "Yellow",     [15] = "White",
};
_Static_assert(VGA_BLACK == 0 && VGA_BLUE == 1 && VGA_GREEN == 2 && VGA_CYAN == 3, "03-2");
_Static_assert(VGA_RED == 4 && VGA_MAGENTA == 5 && VGA_BROWN == 6 && VGA_LIGHT_GRAY == 7, "03-2");
_Static_assert(VGA_DARK_GRAY == 8 && VGA_LIGHT_BLUE == 9 && VGA_LIGHT_GREEN == 10, "03-2");
_Static_assert(VGA_LIGHT_CYAN == 11 && VGA_LIGHT_RED == 12 && VGA_PINK == 13, "03-2");
_Static_assert(VGA_YELLOW == 14 && VGA_WHITE == 15, "03-2");

static uint16_t cell(uint32_t row, uint32_t column)
{
    return ((volatile const uint16_t *)VIRT_VGA_TEXT_START)[row * VGA_COLUMNS + column];
}

static void put(const char *text)
{
    vga_put(text, strlen(text));
}

/* The row shows the text in the colour, and blanks in the colour behind it. */
static bool row_is(uint32_t row, const char *text, uint8_t attribute)
{
    size_t length = strlen(text);
    for (uint32_t column = 0; column < VGA_COLUMNS; column++) {
        uint8_t glyph = column < length ? (uint8_t)text[column] : ' ';
        if (cell(row, column) != (attribute << VGA_ATTRIBUTE_SHIFT | glyph)) {
            return false;
        }
    }
    return true;
}

static bool every_attribute_arrives(void)
{
    for (uint32_t attribute = 0; attribute <= UINT8_MAX; attribute++) {
        vga_attribute((uint8_t)attribute);
        vga_clear();
        put("#");
        if (!row_is(0, "#", (uint8_t)attribute) || !row_is(LAST, "", (uint8_t)attribute)) {
            return false;
        }
    }
    return true;
}

static bool lines_scroll(void)
{
    char text[VGA_COLUMNS];
    for (uint32_t line = 0; line < LINES; line++) {
        format_buffer(text, sizeof(text), "line %u of many\n", line);
        put(text);
    }
    for (uint32_t row = 0; row < LAST; row++) {
        format_buffer(text, sizeof(text), "line %u of many", LINES - LAST + row);
        if (!row_is(row, text, YELLOW_ON_BLACK)) {
            return false;
        }
    }
    return row_is(LAST, "", YELLOW_ON_BLACK);
}

static bool a_blank_row_takes_the_current_colour(void)
{
    vga_attribute(VGA_BLUE << VGA_BACKGROUND_SHIFT | VGA_WHITE);
    put("\n");
    bool right = row_is(LAST, "", VGA_BLUE << VGA_BACKGROUND_SHIFT | VGA_WHITE) &&
                 row_is(LAST - 1, "", YELLOW_ON_BLACK);
    vga_attribute(YELLOW_ON_BLACK);
    return right;
}

static bool column_80_begins_a_row(void)
{
    char text[VGA_COLUMNS + 1] = {0};
    memset(text, 'x', VGA_COLUMNS);
    put("\n");
    put(text);
    put("y");
    return row_is(LAST - 1, text, YELLOW_ON_BLACK) && row_is(LAST, "y", YELLOW_ON_BLACK);
}

static bool bytes_and_text_differ(void)
{
    const char world[] = "Hello W\u00f6rld!\n";
    vga_clear();
    vga_put_bytes(world, sizeof(world) - 1);
    put(world);
    return row_is(0, "Hello W\xfe\xferld!", YELLOW_ON_BLACK) &&
           row_is(1, "Hello W\x94rld!", YELLOW_ON_BLACK);
}

static uint32_t cursor_read(void)
{
    out8(CRTC_INDEX, CRTC_CURSOR_HIGH);
    uint32_t high = in8(CRTC_DATA);
    out8(CRTC_INDEX, CRTC_CURSOR_LOW);
    return high << 8 | in8(CRTC_DATA);
}

static bool cursor_follows(void)
{
    const struct {
        const char *text;
        uint32_t row, column;
    } steps[] = {
        {"abc", 0, 3}, {"\n", 1, 0}, {"\tx", 1, 9}, {"\b", 1, 8}, {"\r", 1, 0}, {"\n\n\n", 4, 0},
    };
    vga_clear();
    bool right = cursor_read() == 0;
    for (uint32_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        put(steps[i].text);
        right = right && cursor_read() == steps[i].row * VGA_COLUMNS + steps[i].column;
    }
    for (uint32_t i = 0; i < LINES; i++) {
        put("\n");
    }
    return right && cursor_read() == LAST * VGA_COLUMNS;
}

static uint8_t attribute_mode(void)
{
    in8(INPUT_STATUS);
    out8(ATTRIBUTE_WRITE, ATTRIBUTE_MODE_CONTROL | ATTRIBUTE_SCREEN_ON);
    uint8_t mode = in8(ATTRIBUTE_READ);
    in8(INPUT_STATUS);
    return mode;
}

/* 03-3: one bit of the mode register changes, both ways. */
static bool blink_becomes_bright(void)
{
    uint8_t before = attribute_mode();
    vga_blink(false);
    uint8_t bright = attribute_mode();
    vga_blink(true);
    uint8_t blinking = attribute_mode();
    return blinking == before && bright == (before & ~ATTRIBUTE_MODE_BLINK) && bright != before;
}

/* 02-7, 03-9: computed here, from numbers that the compiler does not know. */
static const char *a_third(char buffer[F64_TEXT_MOST])
{
    volatile int64_t one = 1;
    volatile int64_t three = 3;
    return f64_text(buffer, f64_div(f64_from_i64(one), f64_from_i64(three)));
}

static bool real_numbers_are_printed(void)
{
    char forty_two[F64_TEXT_MOST];
    char third[F64_TEXT_MOST];
    vga_clear();
    print("The numbers are %s and %s", f64_text(forty_two, f64_from_i64(42)), a_third(third));
    bool right = row_is(0, "The numbers are 42 and 0.3333333333333333", YELLOW_ON_BLACK);
    print("\n");
    return right;
}

/* What test_screen.py compares, and whoever takes a picture of it looks at. */
static void picture_draw(void)
{
    vga_attribute(YELLOW_ON_BLACK);
    vga_clear();
    vga_blink(false);
    for (uint8_t colour = 0; colour < VGA_COLOURS; colour++) {
        uint8_t contrast = colour == VGA_BLACK ? VGA_LIGHT_GRAY << VGA_BACKGROUND_SHIFT : 0;
        vga_attribute(colour | contrast);
        print("%-12s", names[colour]);
        vga_attribute(
            (uint8_t)(colour << VGA_BACKGROUND_SHIFT | (colour < VGA_DARK_GRAY ? VGA_WHITE : 0)));
        print(" on it ");
        vga_attribute(YELLOW_ON_BLACK);
        print(colour % 4 == 3 ? "\n" : " ");
    }
    print("\u00c4\u00d6\u00dc \u00e4\u00f6\u00fc\u00df \u00e9\u00e8 \u00e7\u00d1\u00f1 "
          "\u00a3\u00a5\n");
    print("\u2554\u2550\u2550\u2566\u2550\u2550\u2557  \u2591\u2592\u2593\u2588  "
          "\u263a\u2665\u266a\u2190\u2191\u2192\u2193\n");
    print("\u255a\u2550\u2550\u2569\u2550\u2550\u255d  "
          "\u03b1\u0393\u03c0\u03a3\u03c3\u03c4\u03a6\u0398\u03a9  "
          "\u221e\u2261\u00b1\u2265\u2264\u221a\u207f\u00b2\n");
    print("none: \u20ac \U0001f600 \xff.\n");
    char buffer[F64_TEXT_MOST];
    print("1.0/3.0 = %s\n", a_third(buffer));
}

void kernel_run(void)
{
    bool attributes = every_attribute_arrives();
    vga_attribute(YELLOW_ON_BLACK);
    vga_clear();
    bool scrolls = lines_scroll();
    bool colours = a_blank_row_takes_the_current_colour();
    bool wraps = column_80_begins_a_row();
    bool bytes = bytes_and_text_differ();
    bool cursor = cursor_follows();
    bool blink = blink_becomes_bright();
    bool numbers = real_numbers_are_printed();

    picture_draw();
    guest_check("every attribute arrives in its cell", attributes);
    guest_check("200 lines scroll, 24 are left", scrolls);
    guest_check("a blank row takes the current colour", colours);
    guest_check("column 80 begins a row, which scrolls", wraps);
    guest_check("bytes are squares where text is letters", bytes);
    guest_check("the cursor follows the text", cursor);
    guest_check("blink becomes a bright background, and back", blink);
    guest_check("42 and 1/3 by integer code", numbers);
    guest_end();
}
