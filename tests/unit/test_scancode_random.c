/*
 * test_scancode_random.c: kernel/core/scancode.c on bytes that no keyboard sends (row 07-13).
 */
#include <string.h>

#include "common/types.h"
#include "kernel/core/key.h"
#include "kernel/core/scancode.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

enum {
    FLOOD = 1000000,
    LONGEST_OPEN = 5, /* all of Pause but its last byte */
    STREAMS = 20000,
    STREAM_KEYS = 6,
};

static uint64_t bytes_counted(const struct scancode_decoder *decoder)
{
    uint64_t sum = decoder->length;
    for (int kind = SCANCODE_PENDING; kind < SCANCODE_KINDS; kind++) {
        sum += decoder->bytes[kind];
    }
    return sum;
}

/* Takes a byte, and looks at all that must hold whatever came before. */
static enum scancode_kind next_checked(struct scancode_decoder *decoder, uint8_t byte,
                                       struct scancode *code)
{
    const uint64_t before = bytes_counted(decoder);
    enum scancode_kind kind = scancode_next(decoder, byte, code);
    assert_int_equal(bytes_counted(decoder), before + 1);
    assert_in_range(decoder->length, 0, LONGEST_OPEN);
    assert_int_equal(kind == SCANCODE_PENDING, decoder->length > 0);
    assert_true(kind < SCANCODE_KINDS);
    if (kind == SCANCODE_KEY) {
        assert_non_null(key_name(code->key));
    }
    assert_int_equal(decoder->bytes[SCANCODE_PENDING], 0);
    return kind;
}

/* Every byte in every state; two bytes later the decoder is itself again. */
static void test_every_byte_in_every_state(void **state)
{
    (void)state;
    static const char *const states[] = {
        "",
        "\xe0",
        "\xe1",
        "\xe1\x1d",
        "\xe1\x1d\x45",
        "\xe1\x1d\x45\xe1",
        "\xe1\x1d\x45\xe1\x9d",
        "\x6e\x7e", /* F23 and the keypad's comma are down */
        "\x6e\x7e\xe0",
        "\x6e\x7e\xe1",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(states); i++) {
        for (uint32_t byte = 0; byte <= UINT8_MAX; byte++) {
            struct scancode_decoder decoder = {0};
            struct scancode code;
            for (const char *at = states[i]; *at != '\0'; at++) {
                next_checked(&decoder, (uint8_t)*at, &code);
            }
            next_checked(&decoder, (uint8_t)byte, &code);
            next_checked(&decoder, KEY_A, &code);
            assert_int_equal(next_checked(&decoder, KEY_S, &code), SCANCODE_KEY);
            assert_int_equal(code.key, KEY_S);
            assert_true(code.pressed);
        }
    }
}

/* Bytes that mean something to the decoder come often, all others now and then. */
static uint8_t byte_draw(struct random *random)
{
    static const uint8_t special[] = {0xe0, 0xe1, 0x1d, 0x45, 0x9d, 0xc5, 0x2a, 0xaa,
                                      0x36, 0xb6, 0x6e, 0x7e, 0xee, 0xfe, 0xfa, 0x00};
    if (random_below(random, 2) == 0) {
        return special[random_below(random, sizeof(special))];
    }
    return (uint8_t)random_next(random);
}

static void test_a_million_bytes(void **state)
{
    (void)state;
    struct random random = {.state = 7};
    struct scancode_decoder decoder = {0};
    struct scancode code;
    for (uint32_t i = 0; i < FLOOD; i++) {
        const uint64_t any = random_next(&random);
        next_checked(&decoder, i < FLOOD / 2 ? byte_draw(&random) : (uint8_t)any, &code);
    }
    assert_int_equal(bytes_counted(&decoder), FLOOD);
    for (int kind = SCANCODE_KEY; kind < SCANCODE_KINDS; kind++) {
        assert_true(decoder.bytes[kind] > 1000);
    }
}

/* Some key, pressed or released, as the keyboard sends it. */
static size_t key_draw(struct random *random, char *bytes, struct scancode *expected)
{
    static const uint8_t plain[] = {KEY_A, KEY_Q, KEY_ENTER, KEY_SHIFT_LEFT, KEY_F10, KEY_NUM_LOCK};
    static const uint8_t after_e0[] = {KEY_ARROW_UP, KEY_DELETE, KEY_ALT_RIGHT, KEY_SLEEP};
    const bool released = random_below(random, 2) == 0;
    const char bit = released ? (char)0x80 : 0;
    switch (random_below(random, 3)) {
    case 0:
        *expected = (struct scancode){plain[random_below(random, sizeof(plain))], !released};
        bytes[0] = (char)(expected->key | bit);
        return 1;
    case 1:
        *expected = (struct scancode){after_e0[random_below(random, sizeof(after_e0))], !released};
        bytes[0] = (char)0xe0;
        bytes[1] = (char)((expected->key & ~KEY_E0) | bit);
        return 2;
    default:
        *expected = (struct scancode){KEY_PAUSE, true};
        memcpy(bytes, "\xe1\x1d\x45\xe1\x9d\xc5", 6);
        return 6;
    }
}

/* One byte of the first key is lost: from the third key on, all is as it was typed. */
static void test_a_lost_byte_spoils_two_keys_at_most(void **state)
{
    (void)state;
    struct random random = {.state = 12};
    for (uint32_t i = 0; i < STREAMS; i++) {
        struct scancode_decoder decoder = {0};
        struct scancode code;
        uint64_t lost = 0;
        for (uint32_t key = 0; key < STREAM_KEYS; key++) {
            char bytes[8];
            struct scancode expected;
            enum scancode_kind kind = SCANCODE_PENDING;
            const size_t length = key_draw(&random, bytes, &expected);
            lost = key == 0 ? random_below(&random, length) : UINT64_MAX;
            for (size_t at = 0; at < length; at++) {
                if (at != lost) {
                    kind = next_checked(&decoder, (uint8_t)bytes[at], &code);
                }
            }
            if (key >= 2) {
                assert_int_equal(kind, SCANCODE_KEY);
                assert_int_equal(code.key, expected.key);
                assert_int_equal(code.pressed, expected.pressed);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_byte_in_every_state),
        cmocka_unit_test(test_a_million_bytes),
        cmocka_unit_test(test_a_lost_byte_spoils_two_keys_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
