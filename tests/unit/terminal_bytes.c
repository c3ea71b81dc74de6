/*
 * terminal_bytes.c: the keys in a whole buffer, read with all of it in sight.
 *
 * The way opposite to escape.c's: no state, but a look as far ahead as need be. At each place it is
 * asked how long a sequence, a character or a lone byte there is, and what it means.
 */
#include "tests/unit/terminal_bytes.h"

#include <stdlib.h>
#include <string.h>

#include "common/types.h"

struct place {
    const uint8_t *at;
    size_t left;
};

static bool is_text(uint8_t byte)
{
    return byte >= 0x20 && byte <= 0x7e;
}

/* The length of a complete sequence, ESC and final byte included; 0 where it is cut or breaks off.
 * In both cases *cut is the number of bytes that begin one. */
static size_t sequence_length(struct place place, size_t *cut)
{
    size_t i = 2;
    while (i < place.left && place.at[i] >= 0x20 && place.at[i] <= 0x3f) {
        i++;
    }
    if (i < place.left && i == 2 && place.at[1] == '[' && place.at[2] == '[') {
        i++;
    }
    *cut = i;
    return i < place.left && is_text(place.at[i]) ? i + 1 : 0;
}

static enum input_kind sequence_kind(struct place place, size_t length)
{
    static const struct {
        const char *numbers;
        enum input_kind kind;
    } numbered[] = {
        {"1", INPUT_HOME},   {"7", INPUT_HOME},    {"4", INPUT_END},       {"8", INPUT_END},
        {"3", INPUT_DELETE}, {"5", INPUT_PAGE_UP}, {"6", INPUT_PAGE_DOWN},
    };
    uint8_t final = place.at[length - 1];
    const char *letters = "ABCDHF";
    const enum input_kind kinds[] = {INPUT_UP,   INPUT_DOWN, INPUT_RIGHT,
                                     INPUT_LEFT, INPUT_HOME, INPUT_END};
    if (length > 16 || (length > 3 && place.at[2] == '[')) {
        return INPUT_NONE;
    }
    if (strchr(letters, final) != NULL) {
        return kinds[strchr(letters, final) - letters];
    }
    char number[20] = "";
    size_t digits = 0;
    while (place.at[2 + digits] >= '0' && place.at[2 + digits] <= '9') {
        number[digits] = (char)place.at[2 + digits];
        digits++;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(numbered) && final == '~'; i++) {
        if (digits > 0 && atoi(number) == atoi(numbered[i].numbers)) {
            return numbered[i].kind;
        }
    }
    return INPUT_NONE;
}

/* The length of a character at the place, by the definition: enough bytes of the right sort, and a
 * value that needs as many and is one of Unicode's. */
static size_t character_length(struct place place, uint32_t *code)
{
    uint8_t first = place.at[0];
    size_t length = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 0 || first > 0xf7 || place.left < length) {
        return 0;
    }
    *code = length == 1 ? first : first & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (place.at[i] >> 6 != 2) {
            return 0;
        }
        *code = *code * 64 + place.at[i] % 64;
    }
    const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    bool is_surrogate = *code >= 0xd800 && *code <= 0xdfff;
    return *code < least[length] || *code > 0x10ffff || is_surrogate ? 0 : length;
}

static struct input control(uint8_t byte)
{
    switch (byte) {
    case '\r':
    case '\n':
        return (struct input){INPUT_ENTER, 0};
    case '\t':
        return (struct input){INPUT_TAB, 0};
    case '\b':
    case 0x7f:
        return (struct input){INPUT_BACKSPACE, 0};
    default:
        return byte >= 1 && byte <= 26 ? (struct input){INPUT_CONTROL, 'A' + byte - 1u}
                                       : (struct input){INPUT_NONE, 0};
    }
}

/* A key at the place that begins with ESC; returns its length, or how many bytes to leave out. */
static size_t escape_read(struct place place, struct input *key)
{
    if (place.left == 1 || place.at[1] == 0x1b || place.at[1] >= 0x80) {
        *key = (struct input){INPUT_ESCAPE, 0};
        return 1;
    }
    if (place.at[1] == '[' || place.at[1] == 'O') {
        size_t cut;
        size_t length = sequence_length(place, &cut);
        if (length > 0) {
            *key = (struct input){sequence_kind(place, length), 0};
        }
        return length > 0 ? length : cut;
    }
    if (is_text(place.at[1])) {
        *key = (struct input){INPUT_ALT, place.at[1]};
        return 2;
    }
    return 1;
}

static size_t place_read(struct place place, struct input *key)
{
    *key = (struct input){INPUT_NONE, 0};
    uint8_t first = place.at[0];
    if (first == 0x1b) {
        return escape_read(place, key);
    }
    if (first < 0x20 || first == 0x7f) {
        *key = control(first);
        return first == '\r' && place.left > 1 && place.at[1] == '\n' ? 2 : 1;
    }
    uint32_t code;
    size_t length = character_length(place, &code);
    if (length > 0 && (code < 0x80 || code >= 0xa0)) {
        *key = (struct input){INPUT_CHARACTER, code};
    }
    return length > 0 ? length : 1; /* what begins nothing is left out byte by byte */
}

size_t terminal_bytes_read(const uint8_t *bytes, size_t count, struct input *keys, size_t *used)
{
    size_t number = 0;
    *used = 0;
    for (size_t i = 0; i < count;) {
        struct input key;
        size_t length = place_read((struct place){bytes + i, count - i}, &key);
        i += length;
        if (key.kind != INPUT_NONE) {
            keys[number++] = key;
            *used += length;
        }
    }
    return number;
}
