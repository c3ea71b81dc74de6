/*
 * keyboard.c: modifiers, locks, repetition and the keypad.
 *
 * Called by kernel/dev/keyboard.c with what scancode.c has decoded.
 */
#include "kernel/core/keyboard.h"

#include "common/pc/i8042.h"

void keyboard_start(struct keyboard *keyboard, const struct keymap *keymap, uint8_t locks)
{
    *keyboard = (struct keyboard){.keymap = keymap, .locks = locks};
}

static uint8_t lock_of(const struct keyboard *keyboard, uint8_t key)
{
    switch (key) {
    case KEY_CAPS_LOCK:
        return keyboard->keymap->caps_is_backspace ? 0 : MODIFIER_CAPS;
    case KEY_NUM_LOCK:
        return MODIFIER_NUM;
    case KEY_SCROLL_LOCK:
        return MODIFIER_SCROLL;
    default:
        return 0;
    }
}

static uint8_t modifiers_now(const struct keyboard *keyboard)
{
    const bool *down = keyboard->down;
    uint8_t modifiers = keyboard->locks;
    if (down[KEY_SHIFT_LEFT] || down[KEY_SHIFT_RIGHT]) {
        modifiers |= MODIFIER_SHIFT;
    }
    if (down[KEY_CONTROL_LEFT] || down[KEY_CONTROL_RIGHT]) {
        modifiers |= MODIFIER_CONTROL;
    }
    if (down[KEY_ALT_LEFT]) {
        modifiers |= MODIFIER_ALT;
    }
    if (down[KEY_ALT_RIGHT]) {
        modifiers |= keyboard->keymap->has_altgr ? MODIFIER_ALTGR : MODIFIER_ALT;
    }
    return modifiers;
}

/*
 * The keypad: digits while NumLock or Shift is on, but not both; otherwise the keys that came later
 * with E0 before the same codes, all but 5. Its - and + are what they are.
 */
static void keypad_apply(const struct keyboard *keyboard, struct key_event *event)
{
    static const char characters[] = "789-456+1230";
    const bool num = (event->modifiers & MODIFIER_NUM) != 0;
    const bool shift = (event->modifiers & MODIFIER_SHIFT) != 0;
    const bool has_two = event->key != KEY_NUMPAD_SUBTRACT && event->key != KEY_NUMPAD_ADD;
    if (has_two && num == shift) {
        event->key |= event->key == KEY_NUMPAD_5 ? 0 : KEY_E0;
    } else if (event->key == KEY_NUMPAD_DECIMAL) {
        event->character = (uint8_t)keyboard->keymap->decimal;
    } else {
        event->character = (uint8_t)characters[event->key - KEY_NUMPAD_7];
    }
}

/* What keys give that every layout has, whatever is held beside them. */
static uint32_t character_of_all_layouts(uint8_t key)
{
    switch (key) {
    case KEY_ESCAPE:
        return '\033';
    case KEY_BACKSPACE:
        return '\b';
    case KEY_TAB:
        return '\t';
    case KEY_ENTER:
    case KEY_NUMPAD_ENTER:
        return '\n';
    case KEY_SPACE:
        return ' ';
    case KEY_NUMPAD_DIVIDE:
        return '/';
    case KEY_NUMPAD_MULTIPLY:
        return '*';
    case KEY_NUMPAD_EQUAL:
        return '=';
    case KEY_NUMPAD_COMMA:
        return ',';
    default:
        return 0;
    }
}

static void layout_apply(const struct keyboard *keyboard, struct key_event *event)
{
    enum { CONTROL_ALT = MODIFIER_CONTROL | MODIFIER_ALT };
    const struct keymap *keymap = keyboard->keymap;
    const bool caps = (event->modifiers & MODIFIER_CAPS) != 0;
    const uint32_t shift = event->modifiers & MODIFIER_SHIFT ? KEYMAP_LEVEL_SHIFT : 0;
    const uint32_t with_altgr =
        keymap_character(keymap, event->key, shift | KEYMAP_LEVEL_ALTGR, caps);

    if (event->modifiers & MODIFIER_ALTGR) {
        event->character = with_altgr;
    } else if ((event->modifiers & CONTROL_ALT) == CONTROL_ALT && with_altgr != 0) {
        event->character = with_altgr;
        event->modifiers = (uint8_t)((event->modifiers & ~CONTROL_ALT) | MODIFIER_ALTGR);
    } else {
        event->character = keymap_character(keymap, event->key, shift, caps);
    }
}

/* The key's meaning and character, for a press and, so that both name the same key, a release. */
static void meaning_apply(const struct keyboard *keyboard, struct key_event *event)
{
    if (event->key == KEY_CAPS_LOCK && keyboard->keymap->caps_is_backspace) {
        event->key = KEY_BACKSPACE;
    }
    event->character = character_of_all_layouts(event->key);
    if (event->key >= KEY_NUMPAD_7 && event->key <= KEY_NUMPAD_DECIMAL) {
        keypad_apply(keyboard, event);
    } else if (event->character == 0) {
        layout_apply(keyboard, event);
    }
}

struct key_event keyboard_apply(struct keyboard *keyboard, struct scancode code)
{
    struct key_event event = {.key = code.key, .pressed = code.pressed};
    event.repeat = code.pressed && keyboard->down[code.key];
    /* Pause does not say when it is released. */
    keyboard->down[code.key] = code.pressed && code.key != KEY_PAUSE;
    if (code.pressed && !event.repeat) {
        keyboard->locks ^= lock_of(keyboard, code.key);
    }
    event.modifiers = modifiers_now(keyboard);
    meaning_apply(keyboard, &event);
    if (!code.pressed) {
        event.character = 0;
    }
    return event;
}

uint8_t keyboard_leds(const struct keyboard *keyboard)
{
    return (uint8_t)((keyboard->locks & MODIFIER_SCROLL ? PS2_LED_SCROLL : 0) |
                     (keyboard->locks & MODIFIER_NUM ? PS2_LED_NUM : 0) |
                     (keyboard->locks & MODIFIER_CAPS ? PS2_LED_CAPS : 0));
}
