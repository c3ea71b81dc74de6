/*
 * input_key.c: a key of the PC's keyboard as an editor or a pager sees it.
 *
 * The counterpart of escape.c: after the two, nobody needs to know where a key was pressed. Called
 * by whoever reads the keyboard's events.
 */
#include "kernel/core/input_key.h"

enum { DELETE_CHARACTER = 0x7f, CASE_BIT = 'a' ^ 'A' };

static const struct input_key {
    uint8_t key;
    enum input_kind kind;
} input_keys[] = {
    {KEY_ENTER, INPUT_ENTER},     {KEY_NUMPAD_ENTER, INPUT_ENTER},
    {KEY_TAB, INPUT_TAB},         {KEY_BACKSPACE, INPUT_BACKSPACE},
    {KEY_DELETE, INPUT_DELETE},   {KEY_ESCAPE, INPUT_ESCAPE},
    {KEY_ARROW_UP, INPUT_UP},     {KEY_ARROW_DOWN, INPUT_DOWN},
    {KEY_ARROW_LEFT, INPUT_LEFT}, {KEY_ARROW_RIGHT, INPUT_RIGHT},
    {KEY_HOME, INPUT_HOME},       {KEY_END, INPUT_END},
    {KEY_PAGE_UP, INPUT_PAGE_UP}, {KEY_PAGE_DOWN, INPUT_PAGE_DOWN},
};

static struct input character_input(uint32_t character, uint8_t modifiers)
{
    uint32_t upper = character & ~(uint32_t)CASE_BIT;
    bool is_text = character >= ' ' && character != DELETE_CHARACTER;
    if (modifiers & MODIFIER_CONTROL) {
        bool is_letter = upper >= 'A' && upper <= 'Z';
        return is_letter ? (struct input){INPUT_CONTROL, upper} : (struct input){INPUT_NONE, 0};
    }
    enum input_kind kind = modifiers & MODIFIER_ALT ? INPUT_ALT : INPUT_CHARACTER;
    return is_text ? (struct input){kind, character} : (struct input){INPUT_NONE, 0};
}

struct input input_from_key(const struct key_event *event)
{
    if (!event->pressed) {
        return (struct input){INPUT_NONE, 0};
    }
    for (size_t i = 0; i < ARRAY_LENGTH(input_keys); i++) {
        if (input_keys[i].key == event->key) {
            return (struct input){input_keys[i].kind, 0};
        }
    }
    return character_input(event->character, event->modifiers);
}
