/*
 * editor_bench.c: a line editor on two displays, for its tests and for tests/fuzz.
 */
#include "tests/unit/editor_bench.h"

#include <string.h>

enum { PROMPT_COLUMNS = sizeof(BENCH_PROMPT) - 1, SHOWN = LINE_VIEW_COLUMNS - PROMPT_COLUMNS };

struct editor_bench bench;

static void sink(void *context, const char *text, size_t length)
{
    (void)context;
    bench.bytes += (uint32_t)length;
    terminal_put(&bench.screen, text, length);
    terminal_put(&bench.serial, text, length);
}

static void bell(void *context)
{
    (void)context;
    bench.bells++;
}

/* Commands first, and faults after `fault `. */
static const char *word(void *context, const char *before, uint32_t bytes, uint32_t number)
{
    (void)context;
    static const char *const commands[] = {"help",   "heap",   "irq", "fault",
                                           "frames", "memmap", "pt",  "poweroff"};
    static const char *const faults[] = {"de", "df", "double-fault", "double-free"};
    bool is_fault = bytes == 6 && memcmp(before, "fault ", bytes) == 0;
    if (is_fault) {
        return number < ARRAY_LENGTH(faults) ? faults[number] : NULL;
    }
    return bytes == 0 && number < ARRAY_LENGTH(commands) ? commands[number] : NULL;
}

void bench_start(void)
{
    memset(&bench, 0, sizeof(bench));
    terminal_start(&bench.screen, false);
    terminal_start(&bench.serial, true);
    bench.editor.setup = (struct line_setup){
        .prompt = BENCH_PROMPT,
        .sink = sink,
        .bell = bell,
        .history = &bench.history,
        .words = {.word = word},
    };
    line_editor_start(&bench.editor);
}

enum line_result bench_press(enum input_kind kind)
{
    return line_editor_input(&bench.editor, (struct input){.kind = kind});
}

enum line_result bench_control(char letter)
{
    return line_editor_input(&bench.editor, (struct input){INPUT_CONTROL, (uint8_t)letter});
}

void bench_type(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            bench_press(INPUT_ENTER);
            line_editor_start(&bench.editor);
        } else {
            line_editor_input(&bench.editor, (struct input){INPUT_CHARACTER, (uint8_t)*text});
        }
    }
}

static bool are_alike(void)
{
    return bench.screen.row == bench.serial.row && bench.screen.column == bench.serial.column &&
           bench.screen.scrolled == bench.serial.scrolled && bench.screen.strange_bytes == 0 &&
           memcmp(bench.screen.cells, bench.serial.cells, sizeof(bench.screen.cells)) == 0;
}

bool bench_shows(const char *row, uint32_t column)
{
    const uint32_t *cells = bench.screen.cells[bench.screen.row];
    size_t length = strlen(row);
    for (size_t i = 0; i < TERMINAL_COLUMNS; i++) {
        if (cells[i] != (i < length ? (uint8_t)row[i] : (uint8_t)' ')) {
            return false;
        }
    }
    return are_alike() && bench.screen.column == column;
}

/* The line's characters, one a cell; *cursor is the one that the cursor stands on. */
static uint32_t line_cells(uint32_t cells[LINE_BYTES], uint32_t *cursor)
{
    uint32_t count = 0;
    const char *text = bench.editor.text;
    for (uint32_t i = 0; text[i] != '\0'; count++) {
        if (i == bench.editor.cursor) {
            *cursor = count;
        }
        uint8_t byte = (uint8_t)text[i++];
        cells[count] = byte < 0x80 ? byte : byte < 0xe0 ? byte & 0x1f : byte & 0xf;
        for (; (uint8_t)text[i] >> 6 == 2; i++) {
            cells[count] = cells[count] * 64 + (uint8_t)text[i] % 64;
        }
    }
    if (bench.editor.cursor == bench.editor.length) {
        *cursor = count;
    }
    return count;
}

static uint32_t cell_wanted(const uint32_t *line, uint32_t count, uint32_t column)
{
    uint32_t hidden = bench.editor.hidden;
    if (column == 0 && hidden > 0) {
        return '<';
    }
    if (column == SHOWN - 1 && hidden + SHOWN <= count) {
        return '>';
    }
    return hidden + column < count ? line[hidden + column] : ' ';
}

bool bench_is_consistent(void)
{
    uint32_t line[LINE_BYTES];
    uint32_t cursor = UINT32_MAX;
    uint32_t count = line_cells(line, &cursor);
    const uint32_t *cells = bench.screen.cells[bench.screen.row];
    for (uint32_t i = 0; i < PROMPT_COLUMNS; i++) {
        if (cells[i] != (uint8_t)BENCH_PROMPT[i]) {
            return false;
        }
    }
    for (uint32_t i = 0; i < SHOWN; i++) {
        if (cells[PROMPT_COLUMNS + i] != cell_wanted(line, count, i)) {
            return false;
        }
    }
    /* The cursor is seen, and on its character, not on a mark. */
    uint32_t column = cursor - bench.editor.hidden;
    bool is_seen = column < SHOWN && bench.screen.column == PROMPT_COLUMNS + column;
    bool is_on_mark = (column == 0 && bench.editor.hidden > 0) ||
                      (column == SHOWN - 1 && bench.editor.hidden + SHOWN <= count);
    bool is_needed = bench.editor.hidden == 0 || count + 1 > SHOWN;
    return are_alike() && is_seen && !is_on_mark && is_needed &&
           strlen(bench.editor.text) == bench.editor.length && cells[TERMINAL_COLUMNS - 1] == ' ';
}
