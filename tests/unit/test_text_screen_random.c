/*
 * test_text_screen_random.c: drawn bytes against a plain model, and any state that a crash may
 * find.
 *
 * The model moves rows about, one cell after the other, and knows no ring (rows 03-5, 03-6). Rows
 * that are not marked as changed have not changed.
 */
#include "kernel/core/text_screen.h"

#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

enum { GUARD = 0x5a5a, PIECE_MOST = 200 };

static struct {
    uint16_t before[VGA_COLUMNS];
    union text_row rows[VGA_ROWS];
    uint16_t behind[VGA_COLUMNS];
} memory;
static struct text_screen screen;

static struct {
    uint16_t cells[VGA_ROWS][VGA_COLUMNS];
    uint32_t row, column;
} model;

static void model_newline(void)
{
    model.column = 0;
    if (++model.row < VGA_ROWS) {
        return;
    }
    model.row = VGA_ROWS - 1;
    memmove(model.cells[0], model.cells[1], sizeof(model.cells) - sizeof(model.cells[0]));
    for (uint32_t column = 0; column < VGA_COLUMNS; column++) {
        model.cells[VGA_ROWS - 1][column] = (uint16_t)(screen.attribute << 8 | ' ');
    }
}

static void model_put(char character)
{
    if (character == '\n') {
        model_newline();
    } else if (character == '\r') {
        model.column = 0;
    } else if (character == '\b') {
        model.column -= model.column > 0;
    } else if (character == '\t') {
        model.column = model.column >= 72 ? 80 : (model.column | 7) + 1;
    } else {
        if (model.column == VGA_COLUMNS) {
            model_newline();
        }
        uint8_t glyph = (uint8_t)character;
        glyph = glyph < 0x20 || glyph > 0x7e ? 0xfe : glyph;
        model.cells[model.row][model.column++] = (uint16_t)(screen.attribute << 8 | glyph);
    }
}

static void memory_start(void)
{
    for (uint32_t i = 0; i < VGA_COLUMNS; i++) {
        memory.before[i] = memory.behind[i] = GUARD;
    }
}

static void assert_in_bounds(void)
{
    for (uint32_t i = 0; i < VGA_COLUMNS; i++) {
        assert_int_equal(memory.before[i], GUARD);
        assert_int_equal(memory.behind[i], GUARD);
    }
    assert_in_range(text_screen_cursor(&screen), 0, VGA_CELLS - 1);
}

/* No byte above 0x7f here: what UTF-8 makes of them is test_utf8.c's. */
static char character_draw(struct random *random)
{
    switch (random_below(random, 16)) {
    case 0:
        return "\n\r\b\t"[random_below(random, 4)];
    case 1:
        return (char)random_below(random, 0x80);
    default:
        return (char)(' ' + random_below(random, 95));
    }
}

/* What vga.c shows: the rows that are marked, and the rest as it was. */
static void shown_update(uint16_t shown[VGA_ROWS][VGA_COLUMNS])
{
    for (uint32_t row = 0; row < VGA_ROWS; row++) {
        if (screen.changed >> row & 1) {
            memcpy(shown[row], text_screen_row(&screen, row)->cells, sizeof(shown[row]));
        }
    }
    screen.changed = 0;
}

static void test_drawn_text(void **state)
{
    (void)state;
    static uint16_t shown[VGA_ROWS][VGA_COLUMNS];
    struct random random = {.state = 3};
    memory_start();
    screen = (struct text_screen){.rows = memory.rows, .attribute = VGA_LIGHT_GRAY};
    text_screen_clear(&screen);
    shown_update(shown);
    memcpy(model.cells, shown, sizeof(shown));
    for (int round = 0; round < 20000; round++) {
        char text[PIECE_MOST];
        size_t length = random_below(&random, random_below(&random, 8) == 0 ? PIECE_MOST : 12);
        screen.attribute = (uint8_t)random_next(&random);
        for (size_t i = 0; i < length; i++) {
            text[i] = character_draw(&random);
            model_put(text[i]);
        }
        text_screen_put(&screen, text, length);
        shown_update(shown);
        assert_memory_equal(shown, model.cells, sizeof(shown));
        assert_int_equal(text_screen_cursor(&screen),
                         model.row * 80 + (model.column < 80 ? model.column : 79));
    }
    assert_in_bounds();
}

/* A crash report may find the screen between any two instructions of somebody else's text. */
static void test_any_state_is_survived(void **state)
{
    (void)state;
    struct random random = {.state = 4};
    memory_start();
    for (int round = 0; round < 50000; round++) {
        screen = (struct text_screen){
            .rows = memory.rows,
            .top = (uint32_t)random_magnitude(&random),
            .row = (uint32_t)random_magnitude(&random),
            .column = (uint32_t)random_magnitude(&random),
            .utf8 = {.code = (uint32_t)random_next(&random),
                     .missing = (uint8_t)random_magnitude(&random),
                     .low = (uint8_t)random_next(&random),
                     .high = (uint8_t)random_next(&random)},
        };
        char text[PIECE_MOST];
        for (size_t i = 0; i < sizeof(text); i++) {
            text[i] = (char)(random_below(&random, 4) ? character_draw(&random)
                                                      : (char)random_next(&random));
        }
        text_screen_put(&screen, text, random_below(&random, sizeof(text)));
        text_screen_put_bytes(&screen, text, random_below(&random, 20));
        assert_in_bounds();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawn_text),
        cmocka_unit_test(test_any_state_is_survived),
    };
    return cmocka_run_group_tests_name("text_screen_random", tests, NULL, NULL);
}
