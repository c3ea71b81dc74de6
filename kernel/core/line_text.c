/*
 * line_text.c: the characters in the UTF-8 of a line [Unicode 3.9].
 *
 *     U+0000 to U+007F   0xxxxxxx
 *     U+0080 to U+07FF   110xxxxx 10xxxxxx
 *     U+0800 to U+FFFF   1110xxxx 10xxxxxx 10xxxxxx
 *
 * Called by line_editor.c and line_view.c.
 */
#include "kernel/core/line_text.h"

enum {
    ONE_BYTE_MOST = 0x7f,
    THREE_BYTES = 0xe0,
    THREE_BYTES_MASK = 0xf, /* the bits of the character in such a first byte */
    TWO_BYTES_MASK = 0x1f,
    CONTINUATION = 0x80,
    CONTINUATION_TEST = 0xc0,
    CONTINUATION_BITS = 6,
    CONTINUATION_MASK = 0x3f,
};

/* Blocks whose every character fills one column: Latin without the soft hyphen, Greek and Cyrillic
 * up to the first combining characters, punctuation, currencies, boxes and blocks. */
static const struct character_range {
    uint16_t first, last;
} narrow_ranges[] = {
    {' ', '~'},       {0xa0, 0xac},     {0xae, 0x2ff},    {0x384, 0x482},
    {0x1e00, 0x1fff}, {0x2010, 0x2027}, {0x20a0, 0x20bf}, {0x2500, 0x259f},
};

bool character_is_narrow(uint32_t code)
{
    for (size_t i = 0; i < ARRAY_LENGTH(narrow_ranges); i++) {
        if (code >= narrow_ranges[i].first && code <= narrow_ranges[i].last) {
            return true;
        }
    }
    return false;
}

uint32_t character_get(const char *from, uint32_t *code)
{
    uint8_t first = (uint8_t)from[0];
    if (first <= ONE_BYTE_MOST) {
        *code = first;
        return 1;
    }
    uint32_t bytes = first < THREE_BYTES ? 2 : CHARACTER_MOST;
    *code = first & (bytes == 2 ? TWO_BYTES_MASK : THREE_BYTES_MASK);
    for (uint32_t i = 1; i < bytes; i++) {
        *code = *code << CONTINUATION_BITS | ((uint8_t)from[i] & CONTINUATION_MASK);
    }
    return bytes;
}

static bool is_first(char byte)
{
    return ((uint8_t)byte & CONTINUATION_TEST) != CONTINUATION;
}

uint32_t character_before(const char *text, uint32_t at)
{
    do {
        at--;
    } while (at > 0 && !is_first(text[at]));
    return at;
}

uint32_t text_columns(const char *text, uint32_t bytes)
{
    uint32_t columns = 0;
    for (uint32_t i = 0; i < bytes; i++) {
        columns += is_first(text[i]);
    }
    return columns;
}
