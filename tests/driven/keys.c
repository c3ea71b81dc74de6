/*
 * keys.c: tells each key event of the kernel's input stream in full (row 07-13):
 *
 *     <KeyA down 61 20 a>     the key, what happens to it, character and modifiers in hexadecimal,
 *                             and the character itself where it is a visible one
 *
 * A line on COM1 names the layout from then on. tests/kernel/test_keys.py types.
 */
#include "kernel/core/utf8.h"
#include "kernel/dev/keyboard.h"
#include "kernel/input.h"
#include "kernel/print.h"
#include "kernel/run.h"

enum { NAME_MOST = 16 };

static void key_tell(const struct key_event *event)
{
    const char *what = !event->pressed ? "up" : event->repeat ? "repeat" : "down";
    char text[UTF8_MOST + 1] = "";
    if (event->character >= ' ') {
        utf8_put(text, event->character);
    }
    print("<%s %s %x %x %s>\n", key_name(event->key), what, event->character, event->modifiers,
          text);
}

static void layout_take(uint8_t byte)
{
    static char name[NAME_MOST];
    static uint32_t length;
    if (byte != '\r') {
        name[length] = (char)byte;
        length = (length + 1) % (NAME_MOST - 1);
        return;
    }
    name[length] = '\0';
    length = 0;
    const struct keymap *layout = keymap_find(name);
    if (layout) {
        keys_set_layout(layout);
    }
    print("<layout %s>\n", keys_layout()->name);
}

void kernel_run(void)
{
    print_ready();
    for (;;) {
        struct input_event input;
        input_wait(&input);
        if (input.source == EVENT_KEYBOARD) {
            key_tell(&input.key);
        } else {
            layout_take(input.byte);
        }
    }
}
