/*
 * test_utf8.c: every character, every pair of bytes, and drawn bytes against a second opinion.
 *
 * The opinion is the definition itself: a part of a sequence is good as long as some character's
 * sequence begins with it, and what is cut off is one replacement (row 03-7).
 */
#include "kernel/core/utf8.h"

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

enum {
    LAST_CHARACTER = 0x10ffff,
    SURROGATES_FIRST = 0xd800,
    SURROGATES_LAST = 0xdfff,
    REPLACEMENT = 0xfffd,
    TEXT_MOST = 16,
};

static uint32_t encode(uint32_t code, uint8_t *bytes)
{
    if (code < 0x80) {
        bytes[0] = (uint8_t)code;
        return 1;
    }
    uint32_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (uint32_t i = length; i-- > 1; code >>= 6) {
        bytes[i] = (uint8_t)(0x80 | (code & 0x3f));
    }
    bytes[0] = (uint8_t)(0xf00u >> length | code);
    return length;
}

static uint32_t decode(const uint8_t *bytes, uint32_t length, uint32_t *found)
{
    struct utf8 utf8 = {0};
    uint32_t count = 0;
    for (uint32_t i = 0; i < length; i++) {
        enum utf8_step step = utf8_take(&utf8, bytes[i]);
        if (step == UTF8_CUT) {
            found[count++] = REPLACEMENT;
            step = utf8_take(&utf8, bytes[i]);
            assert_int_not_equal(step, UTF8_CUT); /* once is enough */
        }
        if (step != UTF8_MORE) {
            found[count++] = step == UTF8_DONE ? utf8.code : REPLACEMENT;
        }
    }
    if (utf8.missing > 0) {
        found[count++] = REPLACEMENT;
    }
    return count;
}

/* The sequence's length as its first byte tells, 0 where it cannot be one. */
static uint32_t length_told(uint8_t first)
{
    return first < 0x80   ? 1
           : first < 0xc0 ? 0
           : first < 0xe0 ? 2
           : first < 0xf0 ? 3
           : first < 0xf8 ? 4
                          : 0;
}

/* Does any character's sequence of this length begin with these bytes? The bytes still to come may
 * be anything, so the characters in question are a range. */
static bool is_prefix(const uint8_t *bytes, uint32_t have, uint32_t length)
{
    static const uint32_t shortest[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t lowest = length == 1 ? bytes[0] : bytes[0] & (0x7fu >> length);
    uint32_t highest = lowest;
    for (uint32_t i = 1; i < length; i++) {
        if (i < have && (bytes[i] & 0xc0) != 0x80) {
            return false;
        }
        lowest = lowest << 6 | (i < have ? bytes[i] & 0x3f : 0);
        highest = highest << 6 | (i < have ? bytes[i] & 0x3f : 0x3f);
    }
    lowest = lowest < shortest[length] ? shortest[length] : lowest;
    highest = highest > LAST_CHARACTER ? LAST_CHARACTER : highest;
    return lowest <= highest && (lowest < SURROGATES_FIRST || highest > SURROGATES_LAST);
}

static uint32_t decode_by_definition(const uint8_t *bytes, uint32_t length, uint32_t *found)
{
    uint32_t count = 0;
    for (uint32_t at = 0; at < length;) {
        uint32_t told = length_told(bytes[at]);
        uint32_t good = 0;
        while (good < told && at + good < length && is_prefix(bytes + at, good + 1, told)) {
            good++;
        }
        uint32_t code = REPLACEMENT;
        if (good > 0 && good == told) {
            code = told == 1 ? bytes[at] : bytes[at] & (0x7fu >> told);
            for (uint32_t i = 1; i < told; i++) {
                code = code << 6 | (bytes[at + i] & 0x3f);
            }
        }
        found[count++] = code;
        at += good > 0 ? good : 1;
    }
    return count;
}

static void assert_decoded(const uint8_t *bytes, uint32_t length)
{
    uint32_t found[2 * TEXT_MOST], wanted[2 * TEXT_MOST];
    uint32_t count = decode(bytes, length, found);
    assert_int_equal(count, decode_by_definition(bytes, length, wanted));
    assert_memory_equal(found, wanted, count * sizeof(found[0]));
}

static void test_every_character(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= LAST_CHARACTER; code++) {
        uint8_t bytes[4];
        uint32_t found[8];
        uint32_t length = encode(code, bytes);
        uint32_t count = decode(bytes, length, found);
        if (code >= SURROGATES_FIRST && code <= SURROGATES_LAST) {
            assert_int_equal(count, 3); /* the second byte is wrong already, and begins nothing */
        } else {
            assert_int_equal(count, 1);
            assert_int_equal(found[0], code);
        }
    }
}

static void test_every_two_bytes(void **state)
{
    (void)state;
    for (uint32_t pair = 0; pair <= UINT16_MAX; pair++) {
        uint8_t bytes[4] = {(uint8_t)(pair >> 8), (uint8_t)pair, 0x80, 'a'};
        assert_decoded(bytes, 2);
        assert_decoded(bytes, 3);
        assert_decoded(bytes, 4);
    }
}

/* The standard's own example, table 3-8. */
static void test_the_standards_example(void **state)
{
    (void)state;
    const uint8_t bytes[] = {0x61, 0xf1, 0x80, 0x80, 0xe1, 0x80, 0xc2,
                             0x62, 0x80, 0x63, 0x80, 0xbf, 0x64};
    const uint32_t wanted[] = {0x61,        REPLACEMENT, REPLACEMENT, REPLACEMENT, 0x62,
                               REPLACEMENT, 0x63,        REPLACEMENT, REPLACEMENT, 0x64};
    uint32_t found[2 * TEXT_MOST];
    assert_int_equal(decode(bytes, sizeof(bytes), found), ARRAY_LENGTH(wanted));
    assert_memory_equal(found, wanted, sizeof(wanted));
}

static void test_drawn_bytes(void **state)
{
    (void)state;
    static const uint8_t edges[] = {'a',  0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0,
                                    0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xec,
                                    0xed, 0xef, 0xf0, 0xf3, 0xf4, 0xf5, 0xff};
    struct random random = {.state = 7};
    for (int round = 0; round < 200000; round++) {
        uint8_t bytes[TEXT_MOST];
        uint32_t length = (uint32_t)random_below(&random, TEXT_MOST) + 1;
        for (uint32_t i = 0; i < length; i++) {
            bytes[i] = random_below(&random, 2) ? edges[random_below(&random, sizeof(edges))]
                                                : (uint8_t)random_next(&random);
        }
        assert_decoded(bytes, length);
    }
}

/* There and back for every number; what is no character becomes the replacement. */
static void test_encoding(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 0x120000; code++) {
        char bytes[UTF8_MOST + 1];
        size_t length = utf8_put(bytes, code);
        assert_int_equal(bytes[length], 0);
        struct utf8 utf8 = {0};
        for (size_t i = 0; i < length; i++) {
            assert_int_equal(utf8_take(&utf8, (uint8_t)bytes[i]),
                             i + 1 < length ? UTF8_MORE : UTF8_DONE);
        }
        bool is_character = code < 0xd800 || (code > 0xdfff && code <= 0x10ffff);
        assert_int_equal(utf8.code, is_character ? code : UTF8_REPLACEMENT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_character),
        cmocka_unit_test(test_every_two_bytes),
        cmocka_unit_test(test_the_standards_example),
        cmocka_unit_test(test_drawn_bytes),
        cmocka_unit_test(test_encoding),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
