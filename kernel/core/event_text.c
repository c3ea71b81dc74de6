/*
 * event_text.c: names for what keyboard.c and escape.c have decoded.
 *
 * Called by the command keys.
 */
#include "kernel/core/event_text.h"

#include "common/format.h"
#include "kernel/core/utf8.h"

enum {
    CHARACTER_BYTES = 24,
    MODIFIERS_BYTES = 48,
    CONTROLS_END = ' ', /* C0, which have no glyph; DELETE and C1 neither */
    DELETE = 0x7f,
    C1_END = 0xa0,
};

static bool has_glyph(uint32_t code)
{
    return code >= CONTROLS_END && (code < DELETE || code >= C1_END);
}

static void character_text(char text[CHARACTER_BYTES], uint32_t code)
{
    char bytes[UTF8_MOST + 1];
    utf8_put(bytes, code);
    if (code == 0) {
        format_buffer(text, CHARACTER_BYTES, "%-10s", "");
    } else if (has_glyph(code)) {
        format_buffer(text, CHARACTER_BYTES, "'%s' U+%04X", bytes, code);
    } else {
        format_buffer(text, CHARACTER_BYTES, "    U+%04X", code);
    }
}

static void modifiers_text(char text[MODIFIERS_BYTES], uint8_t modifiers)
{
    static const char *const names[] = {"Shift", "Ctrl", "Alt", "AltGr", "Caps", "Num", "Scroll"};
    size_t length = 0;
    text[0] = '\0';
    for (uint32_t bit = 0; bit < ARRAY_LENGTH(names); bit++) {
        if (modifiers >> bit & 1) {
            length += format_buffer(text + length, MODIFIERS_BYTES - length, " %s", names[bit]);
        }
    }
}

static void key_text(char text[EVENT_TEXT_BYTES], const struct key_event *key)
{
    char character[CHARACTER_BYTES];
    char modifiers[MODIFIERS_BYTES];
    const char *name = key_name(key->key);
    const char *how = !key->pressed ? "released" : key->repeat ? "repeated" : "pressed";
    character_text(character, key->character);
    modifiers_text(modifiers, key->modifiers);
    format_buffer(text, EVENT_TEXT_BYTES, "key  %-18s %-8s %s%s", name ? name : "unknown", how,
                  character, modifiers);
}

static void input_text(char text[EVENT_TEXT_BYTES], const struct input *input)
{
    static const char *const names[] = {
        [INPUT_NONE] = "nothing",   [INPUT_ENTER] = "Enter",
        [INPUT_TAB] = "Tab",        [INPUT_BACKSPACE] = "Backspace",
        [INPUT_DELETE] = "Delete",  [INPUT_ESCAPE] = "Escape",
        [INPUT_UP] = "Up",          [INPUT_DOWN] = "Down",
        [INPUT_LEFT] = "Left",      [INPUT_RIGHT] = "Right",
        [INPUT_HOME] = "Home",      [INPUT_END] = "End",
        [INPUT_PAGE_UP] = "PageUp", [INPUT_PAGE_DOWN] = "PageDown",
    };
    char character[CHARACTER_BYTES];
    character_text(character, input->code);
    if (input->kind == INPUT_CHARACTER) {
        format_buffer(text, EVENT_TEXT_BYTES, "COM1 %s", character);
    } else if (input->kind == INPUT_CONTROL || input->kind == INPUT_ALT) {
        format_buffer(text, EVENT_TEXT_BYTES, "COM1 %s-%c",
                      input->kind == INPUT_CONTROL ? "Ctrl" : "Alt", (char)input->code);
    } else {
        format_buffer(text, EVENT_TEXT_BYTES, "COM1 %s", names[input->kind]);
    }
}

void event_text(char text[EVENT_TEXT_BYTES], const struct event *event)
{
    if (event->source == EVENT_KEYBOARD) {
        key_text(text, &event->key);
    } else {
        input_text(text, &event->input);
    }
}
