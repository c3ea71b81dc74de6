/*
 * utf8.c: UTF-8 to characters and back [Unicode 3.9].
 *
 * Called by text_screen.c and by who shows characters. The standard's table of well-formed
 * sequences stands here as it is there: it alone keeps out overlong forms, surrogates and what lies
 * beyond the last character.
 */
#include "kernel/core/utf8.h"

enum {
    ASCII_LAST = 0x7f,
    FOLLOW_FIRST = 0x80, /* bytes after the first one: 10xxxxxx */
    FOLLOW_LAST = 0xbf,
    FOLLOW_BITS = 6,
    FOLLOW_MASK = (1 << FOLLOW_BITS) - 1,
    SURROGATE_FIRST = 0xd800, /* halves of UTF-16's pairs, which are no characters */
    SURROGATE_LAST = 0xdfff,
};

/* Table 3-7: the ranges of the first byte, how many follow, and what the second may be. */
static const struct {
    uint8_t first, last, missing, low, high;
} leads[] = {
    {0xc2, 0xdf, 1, FOLLOW_FIRST, FOLLOW_LAST}, {0xe0, 0xe0, 2, 0xa0, FOLLOW_LAST},
    {0xe1, 0xec, 2, FOLLOW_FIRST, FOLLOW_LAST}, {0xed, 0xed, 2, FOLLOW_FIRST, 0x9f},
    {0xee, 0xef, 2, FOLLOW_FIRST, FOLLOW_LAST}, {0xf0, 0xf0, 3, 0x90, FOLLOW_LAST},
    {0xf1, 0xf3, 3, FOLLOW_FIRST, FOLLOW_LAST}, {0xf4, 0xf4, 3, FOLLOW_FIRST, 0x8f},
};

static enum utf8_step sequence_begin(struct utf8 *utf8, uint8_t byte)
{
    if (byte <= ASCII_LAST) {
        utf8->code = byte;
        return UTF8_DONE;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(leads); i++) {
        if (byte >= leads[i].first && byte <= leads[i].last) {
            utf8->missing = leads[i].missing;
            utf8->low = leads[i].low;
            utf8->high = leads[i].high;
            /* 110xxxxx, 1110xxxx, 11110xxx: each byte that follows costs the first one a bit. */
            utf8->code = byte & (FOLLOW_MASK >> leads[i].missing);
            return UTF8_MORE;
        }
    }
    return UTF8_INVALID;
}

enum utf8_step utf8_take(struct utf8 *utf8, uint8_t byte)
{
    if (utf8->missing == 0) {
        return sequence_begin(utf8, byte);
    }
    if (byte < utf8->low || byte > utf8->high) {
        utf8->missing = 0;
        return UTF8_CUT;
    }
    utf8->code = utf8->code << FOLLOW_BITS | (byte & FOLLOW_MASK);
    utf8->low = FOLLOW_FIRST;
    utf8->high = FOLLOW_LAST;
    utf8->missing--;
    return utf8->missing == 0 ? UTF8_DONE : UTF8_MORE;
}

size_t utf8_put(char bytes[UTF8_MOST + 1], uint32_t code)
{
    /* The last character that fits into so many bytes, and what the first one begins with. */
    static const uint32_t last[UTF8_MOST] = {ASCII_LAST, 0x7ff, 0xffff, 0x10ffff};
    static const uint8_t lead[UTF8_MOST] = {0, 0xc0, 0xe0, 0xf0};
    bool is_surrogate = code >= SURROGATE_FIRST && code <= SURROGATE_LAST;
    if (is_surrogate || code > last[UTF8_MOST - 1]) {
        code = UTF8_REPLACEMENT;
    }
    size_t length = 1;
    while (code > last[length - 1]) {
        length++;
    }
    bytes[length] = '\0';
    for (size_t at = length - 1; at > 0; at--) {
        bytes[at] = (char)(FOLLOW_FIRST | (code & FOLLOW_MASK));
        code >>= FOLLOW_BITS;
    }
    bytes[0] = (char)(lead[length - 1] | code);
    return length;
}
