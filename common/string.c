/*
 * string.c: the memory functions that a compiler may call in any program [GCC 2.1], for programs
 * that have no C library. Contracts as in [C11 7.24]; row 02-10.
 *
 * The loops move a machine word a step, 8 bytes in 64-bit code and 4 in 16- and 32-bit code, and
 * four words a round. Emulated CPUs run REP MOVSB a byte at a time, so a plain loop of words is the
 * one shape that is fast everywhere.
 */
#include "common/string.h"

/*
 * A compiler that sees a loop which copies may put a call of memcpy in its place, and within memcpy
 * that call would never end. gcc and clang have different words for "leave this loop alone".
 */
#ifdef __clang__
#define OWN_BODY __attribute__((no_builtin))
#else
#define OWN_BODY __attribute__((optimize("no-tree-loop-distribute-patterns")))
#endif

/* x86 reads and writes a word at any address, whatever type of object lies there. */
typedef size_t word __attribute__((may_alias, aligned(1)));

enum {
    WORD_BYTES = sizeof(word),
    ROUND_WORDS = 4,
    ROUND_BYTES = ROUND_WORDS * WORD_BYTES,
};

/*
 * Copies from the lowest byte upwards. Right for overlapping ranges too where `to` lies below
 * `from`: each word is read before it is written, and later reads lie above all earlier writes.
 */
OWN_BODY static void copy_up(uint8_t *to, const uint8_t *from, size_t bytes)
{
    for (; bytes >= ROUND_BYTES; bytes -= ROUND_BYTES, to += ROUND_BYTES, from += ROUND_BYTES) {
        word *target = (word *)to;
        const word *source = (const word *)from;
        target[0] = source[0];
        target[1] = source[1];
        target[2] = source[2];
        target[3] = source[3];
    }
    for (; bytes >= WORD_BYTES; bytes -= WORD_BYTES, to += WORD_BYTES, from += WORD_BYTES) {
        *(word *)to = *(const word *)from;
    }
    for (; bytes > 0; bytes--) {
        *to++ = *from++;
    }
}

/* The mirror image: from the highest byte downwards, for `to` above `from`. */
OWN_BODY static void copy_down(uint8_t *to, const uint8_t *from, size_t bytes)
{
    to += bytes;
    from += bytes;
    for (; bytes >= WORD_BYTES; bytes -= WORD_BYTES) {
        to -= WORD_BYTES;
        from -= WORD_BYTES;
        *(word *)to = *(const word *)from;
    }
    for (; bytes > 0; bytes--) {
        *--to = *--from;
    }
}

OWN_BODY void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    copy_up(to, from, bytes);
    return to;
}

OWN_BODY void *memmove(void *to, const void *from, size_t bytes)
{
    /* One unsigned comparison: true where `to` is below `from`, or beyond the source's end. */
    if ((uintptr_t)to - (uintptr_t)from >= bytes) {
        copy_up(to, from, bytes);
    } else {
        copy_down(to, from, bytes);
    }
    return to;
}

OWN_BODY void *memset(void *to, int value, size_t bytes)
{
    /* The byte in every byte of a word: all ones divided by 255 is 0x...01010101. */
    const word pattern = (SIZE_MAX / UINT8_MAX) * (uint8_t)value;
    uint8_t *at = to;

    for (; bytes >= ROUND_BYTES; bytes -= ROUND_BYTES, at += ROUND_BYTES) {
        word *target = (word *)at;
        target[0] = pattern;
        target[1] = pattern;
        target[2] = pattern;
        target[3] = pattern;
    }
    for (; bytes >= WORD_BYTES; bytes -= WORD_BYTES, at += WORD_BYTES) {
        *(word *)at = pattern;
    }
    for (; bytes > 0; bytes--) {
        *at++ = (uint8_t)value;
    }
    return to;
}

OWN_BODY int memcmp(const void *a, const void *b, size_t bytes)
{
    const uint8_t *left = a;
    const uint8_t *right = b;

    /* Equal words are skipped. The order of two different ones hangs on the lowest byte that
     * differs, which a little-endian word has at the wrong end, so bytes decide. */
    while (bytes >= WORD_BYTES && *(const word *)left == *(const word *)right) {
        left += WORD_BYTES;
        right += WORD_BYTES;
        bytes -= WORD_BYTES;
    }
    for (; bytes > 0; bytes--, left++, right++) {
        if (*left != *right) {
            return *left - *right;
        }
    }
    return 0;
}

/* clang calls it where it needs to know only whether two ranges are equal. */
OWN_BODY int bcmp(const void *a, const void *b, size_t bytes)
{
    return memcmp(a, b, bytes);
}

OWN_BODY size_t strlen(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0') {
        length++;
    }
    return length;
}

OWN_BODY size_t strnlen(const char *text, size_t limit)
{
    size_t length = 0;
    while (length < limit && text[length] != '\0') {
        length++;
    }
    return length;
}

OWN_BODY int strcmp(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return (uint8_t)*a - (uint8_t)*b;
}
