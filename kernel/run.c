/*
 * run.c: the kernel stands; it shows what is typed and otherwise sleeps.
 *
 * Called by main.c. Keys and serial bytes are shown alike; a key that has no character is shown by
 * its name (row 07-13).
 */
#include "kernel/run.h"

#include "kernel/core/utf8.h"
#include "kernel/input.h"
#include "kernel/print.h"

enum { FIRST_PRINTABLE = ' ', DELETE = 0x7f };

static void show_name(const char *name)
{
    print_colour(VGA_LIGHT_CYAN);
    print("[%s]", name);
    print_colour(PRINT_COLOUR);
}

static void show_character(uint32_t character)
{
    char text[UTF8_MOST + 1];
    utf8_put(text, character);
    print("%s", text);
}

static void show_key(const struct key_event *key)
{
    if (!key->pressed) {
        return;
    }
    if (key->character >= FIRST_PRINTABLE && key->character != DELETE) {
        show_character(key->character);
    } else if (key->key == KEY_ENTER || key->key == KEY_NUMPAD_ENTER) {
        print("\n");
    } else if (key_name(key->key)) {
        show_name(key_name(key->key));
    }
}

static void show_byte(uint8_t byte)
{
    if (byte == '\r') {
        print("\n");
    } else if (byte >= FIRST_PRINTABLE && byte < DELETE) {
        print("%c", byte);
    } else {
        print("[%02x]", byte);
    }
}

void kernel_run(void)
{
    print_ready();
    for (;;) {
        struct input input;
        input_wait(&input);
        if (input.source == INPUT_KEYBOARD) {
            show_key(&input.key);
        } else {
            show_byte(input.byte);
        }
    }
}
