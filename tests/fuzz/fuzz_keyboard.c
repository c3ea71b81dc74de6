/*
 * fuzz_keyboard.c: any bytes from a keyboard, under any layout: each is counted once, none opens a
 * sequence that does not end, a second reader of the code table finds the same keys, and what the
 * keyboard makes of them is possible.
 *
 * Input: the layout (1 byte), then the keyboard's bytes.
 */
#include <string.h>

#include "kernel/core/keyboard.h"
#include "kernel/core/keymap.h"
#include "kernel/core/scancode.h"
#include "tests/fuzz/fuzz.h"

enum { BYTES_MOST = 4096, KEYMAPS = 7, LONGEST_OPEN = 5, RELEASED = 0x80, CHARACTERS = 0x110000 };

static const uint8_t pause_bytes[] = {0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5};

static bool down[KEYS]; /* as the keys that were decoded say */
static uint8_t locks;

/* A key, and how many bytes of the stream there are when it is told. */
struct told {
    size_t end;
    struct scancode code;
};

static bool is_answer(uint8_t byte, const bool *is_down)
{
    bool is_key = (byte == 0xee && is_down[KEY_F23]) || (byte == 0xfe && is_down[KEY_NUMPAD_COMMA]);
    return byte != 0 && strchr("\xfa\xff\xee\xfe", byte) != NULL ? !is_key : byte == 0;
}

/* How long the sequence is that begins here, and whether it is a key; longer than what is left
 * where it is not over. Sees all bytes at once, and so needs no memory of what came before. */
static size_t sequence_read(const uint8_t *bytes, size_t left, const bool *is_down,
                            struct scancode *code, bool *is_key)
{
    size_t length = 1;
    *is_key = false;
    if (bytes[0] == pause_bytes[0]) {
        while (length < left && length < sizeof(pause_bytes) &&
               bytes[length] == pause_bytes[length]) {
            length++;
        }
        *code = (struct scancode){KEY_PAUSE, true};
        *is_key = length == sizeof(pause_bytes);
        return length;
    }
    if (bytes[0] == 0xe0) {
        if (left < 2 || bytes[1] == 0xe0 || bytes[1] == 0xe1 || is_answer(bytes[1], is_down)) {
            return 1;
        }
        length = 2;
    } else if (is_answer(bytes[0], is_down)) {
        return 1;
    }
    uint8_t last = bytes[length - 1];
    uint8_t key = (uint8_t)((last & ~RELEASED) | (length == 2 ? KEY_E0 : 0));
    *code = (struct scancode){key, !(last & RELEASED)};
    *is_key = key != KEY_PAUSE && key_name(key) != NULL && key != (KEY_E0 | KEY_SHIFT_LEFT) &&
              key != (KEY_E0 | KEY_SHIFT_RIGHT);
    return length;
}

static size_t stream_read(const uint8_t *bytes, size_t count, struct told *told)
{
    bool is_down[KEYS] = {false};
    size_t keys = 0;
    for (size_t at = 0; at < count;) {
        bool is_key;
        at += sequence_read(bytes + at, count - at, is_down, &told[keys].code, &is_key);
        if (is_key) {
            is_down[told[keys].code.key] = told[keys].code.pressed;
            told[keys++].end = at;
        }
    }
    return keys;
}

static void event_judge(const struct keyboard *keyboard, struct scancode code,
                        struct key_event event)
{
    assert_non_null(key_name(event.key));
    assert_int_equal(event.pressed, code.pressed);
    assert_int_equal(event.repeat, code.pressed && down[code.key]);
    assert_true(event.pressed || event.character == 0);
    assert_true(event.character < CHARACTERS && (event.character & ~0x7ffu) != 0xd800);
    down[code.key] = code.pressed && code.key != KEY_PAUSE;
    assert_memory_equal(keyboard->down, down, sizeof(down));
    bool is_lock = code.key == KEY_NUM_LOCK || code.key == KEY_SCROLL_LOCK ||
                   (code.key == KEY_CAPS_LOCK && !keyboard->keymap->caps_is_backspace);
    uint8_t changed = keyboard->locks ^ locks;
    assert_int_equal(changed != 0, is_lock && event.pressed && !event.repeat);
    assert_int_equal(changed & (changed - 1), 0);
    locks = keyboard->locks;
    assert_int_equal(__builtin_popcount(keyboard_leds(keyboard)), __builtin_popcount(locks));
    bool is_shift = down[KEY_SHIFT_LEFT] || down[KEY_SHIFT_RIGHT];
    assert_int_equal((event.modifiers & MODIFIER_SHIFT) != 0, is_shift);
}

static uint64_t counted(const struct scancode_decoder *decoder)
{
    uint64_t sum = decoder->length;
    for (size_t kind = 0; kind < SCANCODE_KINDS; kind++) {
        sum += decoder->bytes[kind];
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static struct told told[BYTES_MOST];
    if (count == 0 || count > BYTES_MOST) {
        return 0;
    }
    struct scancode_decoder decoder = {0};
    struct keyboard keyboard;
    memset(down, 0, sizeof(down));
    locks = 0;
    keyboard_start(&keyboard, keymap_at(bytes[0] % KEYMAPS), 0);
    size_t keys = stream_read(++bytes, --count, told);
    size_t found = 0;
    for (size_t at = 0; at < count; at++) {
        struct scancode code;
        enum scancode_kind kind = scancode_next(&decoder, bytes[at], &code);
        assert_int_equal(counted(&decoder), at + 1);
        assert_true(decoder.length <= LONGEST_OPEN);
        assert_int_equal(kind == SCANCODE_PENDING, decoder.length > 0);
        bool is_told = found < keys && told[found].end == at + 1;
        assert_int_equal(kind == SCANCODE_KEY, is_told);
        if (is_told) {
            assert_int_equal(code.key, told[found].code.key);
            assert_int_equal(code.pressed, told[found].code.pressed);
            event_judge(&keyboard, code, keyboard_apply(&keyboard, code));
            found++;
        }
    }
    assert_int_equal(found, keys);
    return 0;
}
