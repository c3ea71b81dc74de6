/*
 * line_editor.c: a line of input with its editing keys, history and completion.
 *
 * A key changes text and cursor and nothing else; what that means on the displays is worked out
 * afterwards, in one place, by comparing rows (line_view.c). Called by whoever reads keys; uses
 * line_history.c and completion.c.
 */
#include "kernel/core/line_editor.h"

#include "common/string.h"
#include "kernel/core/utf8.h"

/* --- what is shown ---------------------------------------------------------------------------- */

static void print(struct line_editor *editor, const char *text)
{
    format_to(editor->setup.sink, editor->setup.context, "%s", text);
}

static enum line_result refuse(struct line_editor *editor)
{
    editor->setup.bell(editor->setup.context);
    return LINE_GOES_ON;
}

/* Chooses the part of the line that is shown: the same as before while the cursor stays within it
 * and off its marks, else the part that has the cursor in its middle. */
static void window_place(struct line_editor *editor, uint32_t width)
{
    uint32_t cursor = text_columns(editor->text, editor->cursor);
    uint32_t columns = text_columns(editor->text, editor->length) + 1; /* the cursor's at the end */
    if (columns <= width) {
        editor->hidden = 0;
        return;
    }
    uint32_t left = editor->hidden + (editor->hidden > 0 ? 1 : 0);
    uint32_t right = editor->hidden + width - (editor->hidden + width < columns ? 1 : 0);
    if (cursor < left || cursor >= right) {
        uint32_t wanted = cursor > width / 2 ? cursor - width / 2 : 0;
        editor->hidden = wanted < columns - width ? wanted : columns - width;
    }
}

/* Fills the cells right of the prompt with the part of the line that is shown, and its marks. */
static void window_fill(const struct line_editor *editor, uint32_t *cells, uint32_t width)
{
    uint32_t column = 0;
    for (uint32_t at = 0; at < editor->length; column++) {
        uint32_t code;
        at += character_get(editor->text + at, &code);
        if (column >= editor->hidden && column - editor->hidden < width) {
            cells[column - editor->hidden] = code;
        }
    }
    if (editor->hidden > 0) {
        cells[0] = '<';
    }
    if (column >= editor->hidden + width) {
        cells[width - 1] = '>';
    }
}

static void update(struct line_editor *editor)
{
    uint32_t cells[LINE_VIEW_COLUMNS];
    const char *prompt = editor->setup.prompt;
    uint32_t start = (uint32_t)strnlen(prompt, LINE_VIEW_COLUMNS / 2);
    for (uint32_t i = 0; i < LINE_VIEW_COLUMNS; i++) {
        cells[i] = i < start ? (uint8_t)prompt[i] : ' ';
    }
    window_place(editor, LINE_VIEW_COLUMNS - start);
    window_fill(editor, cells + start, LINE_VIEW_COLUMNS - start);
    uint32_t cursor = text_columns(editor->text, editor->cursor) - editor->hidden;
    line_view_show(&editor->view, cells, start + cursor);
}

void line_editor_show(struct line_editor *editor)
{
    line_view_begin(&editor->view);
    update(editor);
}

/* --- changes of the text ---------------------------------------------------------------------- */

static void set_text(struct line_editor *editor, const char *text)
{
    editor->length = (uint32_t)strnlen(text, LINE_MOST);
    memcpy(editor->text, text, editor->length);
    editor->text[editor->length] = '\0';
    editor->cursor = editor->length;
}

/* All of the bytes, or none where they do not fit. */
static bool insert(struct line_editor *editor, const char *text, uint32_t bytes)
{
    if (bytes > LINE_MOST - editor->length) {
        return false;
    }
    char *at = editor->text + editor->cursor;
    memmove(at + bytes, at, editor->length - editor->cursor + 1);
    memcpy(at, text, bytes);
    editor->length += bytes;
    editor->cursor += bytes;
    return true;
}

/* Deletes from one byte up to another and leaves the cursor there. */
static enum line_result delete_range(struct line_editor *editor, uint32_t from, uint32_t to)
{
    if (from == to) {
        return refuse(editor);
    }
    memmove(editor->text + from, editor->text + to, editor->length - to + 1);
    editor->length -= to - from;
    editor->cursor = from;
    return LINE_GOES_ON;
}

static uint32_t byte_before(const struct line_editor *editor)
{
    return editor->cursor > 0 ? character_before(editor->text, editor->cursor) : 0;
}

static uint32_t byte_after(const struct line_editor *editor)
{
    uint32_t code;
    bool is_end = editor->cursor == editor->length;
    return editor->cursor + (is_end ? 0 : character_get(editor->text + editor->cursor, &code));
}

/* --- the keys --------------------------------------------------------------------------------- */

static enum line_result move(struct line_editor *editor, uint32_t to)
{
    editor->cursor = to;
    return LINE_GOES_ON;
}

static enum line_result go_left(struct line_editor *editor)
{
    return editor->cursor == 0 ? refuse(editor) : move(editor, byte_before(editor));
}

static enum line_result go_right(struct line_editor *editor)
{
    return editor->cursor == editor->length ? refuse(editor) : move(editor, byte_after(editor));
}

static enum line_result go_home(struct line_editor *editor)
{
    return move(editor, 0);
}

static enum line_result go_end(struct line_editor *editor)
{
    return move(editor, editor->length);
}

static enum line_result delete_before(struct line_editor *editor)
{
    return delete_range(editor, byte_before(editor), editor->cursor);
}

static enum line_result delete_after(struct line_editor *editor)
{
    return delete_range(editor, editor->cursor, byte_after(editor));
}

static enum line_result delete_to_start(struct line_editor *editor)
{
    return delete_range(editor, 0, editor->cursor);
}

static enum line_result delete_to_end(struct line_editor *editor)
{
    return delete_range(editor, editor->cursor, editor->length);
}

/* Shows the history's line of that age; what was being typed waits at age 0. Changes that were made
 * to a line of the history and not entered are given up with it. */
static enum line_result recall(struct line_editor *editor, uint32_t age)
{
    const struct line_history *history = editor->setup.history;
    const char *line = history != NULL ? history_line(history, age) : NULL;
    if (age > 0 && line == NULL) {
        return refuse(editor);
    }
    if (editor->age == 0) {
        memcpy(editor->draft, editor->text, sizeof(editor->draft));
    }
    editor->age = age;
    set_text(editor, age > 0 ? line : editor->draft);
    return LINE_GOES_ON;
}

static enum line_result go_back(struct line_editor *editor)
{
    return recall(editor, editor->age + 1);
}

static enum line_result go_forth(struct line_editor *editor)
{
    return editor->age == 0 ? refuse(editor) : recall(editor, editor->age - 1);
}

/* Leaves the row with the end of the line on it, and a mark behind that where it has room: what
 * follows the last column is not the same on all displays. */
static void leave_row(struct line_editor *editor, const char *mark)
{
    go_end(editor);
    update(editor);
    bool has_room = editor->view.cursor + strlen(mark) <= LINE_VIEW_COLUMNS;
    print(editor, has_room ? mark : "");
    print(editor, "\n");
}

static enum line_result enter(struct line_editor *editor)
{
    leave_row(editor, "");
    if (editor->setup.history != NULL) {
        history_add(editor->setup.history, editor->text);
    }
    return LINE_ENTERED;
}

static enum line_result cancel(struct line_editor *editor)
{
    leave_row(editor, "^C");
    set_text(editor, "");
    return LINE_CANCELLED;
}

static enum line_result clear(struct line_editor *editor)
{
    (void)editor;
    return LINE_CLEAR;
}

/* Prints all matches in columns, below the line, and begins a new row for it. */
static void list_matches(struct line_editor *editor, uint32_t from, uint32_t longest)
{
    const uint32_t gap = 2;
    uint32_t column = LINE_VIEW_COLUMNS;
    uint32_t number = 0;
    const char *word = NULL;
    const struct completion_words *words = &editor->setup.words;
    while ((word = completion_next(words, editor->text, from, editor->cursor, &number)) != NULL) {
        bool fits = column + gap + longest <= LINE_VIEW_COLUMNS;
        print(editor, fits ? "  " : "\n");
        column = (fits ? column + gap : 0) + longest;
        format_to(editor->setup.sink, editor->setup.context, "%-*s", (int)longest, word);
    }
    print(editor, "\n");
    line_view_begin(&editor->view);
}

static enum line_result complete(struct line_editor *editor)
{
    const struct completion_words *words = &editor->setup.words;
    uint32_t from = editor->cursor;
    while (from > 0 && editor->text[from - 1] != ' ') {
        from--;
    }
    struct completion found = {0};
    if (words->word != NULL) {
        found = completion_find(words, editor->text, from, editor->cursor);
    }
    if (found.matches == 0) {
        return refuse(editor);
    }
    uint32_t typed = editor->cursor - from;
    bool fits = insert(editor, found.first + typed, found.common - typed);
    if (found.matches == 1) {
        bool is_apart = editor->text[editor->cursor] == ' ';
        fits = fits && (is_apart || insert(editor, " ", 1));
    } else if (found.common == typed) {
        list_matches(editor, from, found.longest);
    }
    return fits ? LINE_GOES_ON : refuse(editor);
}

static const struct line_key {
    struct input input;
    enum line_result (*press)(struct line_editor *editor);
} keys[] = {
    {{INPUT_LEFT, 0}, go_left},
    {{INPUT_RIGHT, 0}, go_right},
    {{INPUT_HOME, 0}, go_home},
    {{INPUT_END, 0}, go_end},
    {{INPUT_UP, 0}, go_back},
    {{INPUT_DOWN, 0}, go_forth},
    {{INPUT_BACKSPACE, 0}, delete_before},
    {{INPUT_DELETE, 0}, delete_after},
    {{INPUT_TAB, 0}, complete},
    {{INPUT_ENTER, 0}, enter},
    {{INPUT_CONTROL, 'A'}, go_home},
    {{INPUT_CONTROL, 'C'}, cancel},
    {{INPUT_CONTROL, 'E'}, go_end},
    {{INPUT_CONTROL, 'K'}, delete_to_end},
    {{INPUT_CONTROL, 'L'}, clear},
    {{INPUT_CONTROL, 'U'}, delete_to_start},
};

static enum line_result type(struct line_editor *editor, uint32_t code)
{
    char text[UTF8_MOST + 1];
    uint32_t bytes = (uint32_t)utf8_put(text, code);
    bool fits = character_is_narrow(code) && insert(editor, text, bytes);
    return fits ? LINE_GOES_ON : refuse(editor);
}

static enum line_result press(struct line_editor *editor, struct input input)
{
    if (input.kind == INPUT_CHARACTER) {
        return type(editor, input.code);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        bool is_it = keys[i].input.kind == input.kind && keys[i].input.code == input.code;
        if (is_it) {
            return keys[i].press(editor);
        }
    }
    return LINE_GOES_ON;
}

void line_editor_start(struct line_editor *editor)
{
    set_text(editor, "");
    editor->age = 0;
    editor->hidden = 0;
    editor->view.sink = editor->setup.sink;
    editor->view.context = editor->setup.context;
    line_editor_show(editor);
}

enum line_result line_editor_input(struct line_editor *editor, struct input input)
{
    enum line_result result = press(editor, input);
    if (result == LINE_GOES_ON) {
        update(editor);
    }
    return result;
}
