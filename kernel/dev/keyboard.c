/*
 * keyboard.c: joins the keyboard's parts, in the order in which a key passes them.
 *
 *     i8042.c  --byte-->  scancode.c  --key-->  keyboard.c (core)  --event-->  the caller
 *        ^                                              |
 *        +--------------------- lights -----------------+
 */
#include "kernel/dev/keyboard.h"

static struct {
    struct scancode_decoder decoder;
    struct keyboard keyboard;
} keys;

enum i8042_result keys_start(void)
{
    keys.decoder = (struct scancode_decoder){0};
    keyboard_start(&keys.keyboard, &keymap_us, MODIFIER_NUM);
    return i8042_start(keyboard_leds(&keys.keyboard));
}

bool keys_take(uint8_t byte, struct key_event *event)
{
    struct scancode code;
    if (scancode_next(&keys.decoder, byte, &code) != SCANCODE_KEY) {
        return false;
    }
    const uint8_t before = keyboard_leds(&keys.keyboard);
    *event = keyboard_apply(&keys.keyboard, code);
    const uint8_t after = keyboard_leds(&keys.keyboard);
    if (after != before) {
        i8042_set_leds(after);
    }
    return true;
}

const struct keymap *keys_layout(void)
{
    return keys.keyboard.keymap;
}

void keys_set_layout(const struct keymap *keymap)
{
    keys.keyboard.keymap = keymap;
}

const struct scancode_decoder *keys_decoder(void)
{
    return &keys.decoder;
}
