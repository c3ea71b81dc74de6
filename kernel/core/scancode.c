/*
 * scancode.c: the decoder of scan code set 1 [SCAN].
 *
 * Called with each byte that the keyboard driver has read; keyboard.c takes what it makes of them.
 * A sequence that breaks off is counted as unknown, and the byte that broke it begins a new one, so
 * that a byte that is lost spoils its own key and at most the next.
 */
#include "kernel/core/scancode.h"

#include "common/pc/i8042.h"
#include "kernel/core/key.h"

enum {
    PREFIX_E0 = 0xe0,
    PREFIX_E1 = 0xe1,
    RELEASED = 1 << 7,
    CODE_MASK = RELEASED - 1,
};

/* What a sequence turns out to be, once its last byte is there. */
static enum scancode_kind sequence_end(struct scancode_decoder *decoder, enum scancode_kind kind)
{
    decoder->bytes[kind] += decoder->length;
    decoder->length = 0;
    return kind;
}

/* Two of these bytes are also what keys send that few keyboards have, when they are released: EE
 * is F23's and FE that of the keypad's comma in Brazil. They are, if the key is down. */
static bool byte_is_answer(const struct scancode_decoder *decoder, uint8_t byte)
{
    switch (byte) {
    case PS2_OVERRUN:
    case PS2_ERROR:
    case PS2_ACK:
        return true;
    case PS2_ECHO:
        return !decoder->f23_is_down;
    case PS2_RESEND:
        return !decoder->comma_is_down;
    default:
        return false;
    }
}

static enum scancode_kind key_take(struct scancode_decoder *decoder, uint8_t key, bool pressed,
                                   struct scancode *code)
{
    /* No byte after E0 makes the number that Pause has. */
    if (key == KEY_PAUSE || key_name(key) == NULL) {
        return sequence_end(decoder, SCANCODE_UNKNOWN);
    }
    if (key == KEY_F23) {
        decoder->f23_is_down = pressed;
    } else if (key == KEY_NUMPAD_COMMA) {
        decoder->comma_is_down = pressed;
    }
    *code = (struct scancode){.key = key, .pressed = pressed};
    return sequence_end(decoder, SCANCODE_KEY);
}

static enum scancode_kind start_take(struct scancode_decoder *decoder, uint8_t byte,
                                     struct scancode *code)
{
    decoder->length = 1;
    if (byte == PREFIX_E0 || byte == PREFIX_E1) {
        decoder->prefix = byte;
        return SCANCODE_PENDING;
    }
    if (byte_is_answer(decoder, byte)) {
        return sequence_end(decoder, SCANCODE_ANSWER);
    }
    return key_take(decoder, byte & CODE_MASK, !(byte & RELEASED), code);
}

static enum scancode_kind e0_take(struct scancode_decoder *decoder, uint8_t byte,
                                  struct scancode *code)
{
    const uint8_t number = byte & CODE_MASK;
    decoder->length++;
    if (number == KEY_SHIFT_LEFT || number == KEY_SHIFT_RIGHT) {
        return sequence_end(decoder, SCANCODE_FAKE_SHIFT);
    }
    return key_take(decoder, KEY_E0 | number, !(byte & RELEASED), code);
}

/* Pause is pressed once all of it is there. */
static enum scancode_kind e1_take(struct scancode_decoder *decoder, struct scancode *code)
{
    enum { PAUSE_BYTES = 6 };
    if (++decoder->length < PAUSE_BYTES) {
        return SCANCODE_PENDING;
    }
    *code = (struct scancode){.key = KEY_PAUSE, .pressed = true};
    return sequence_end(decoder, SCANCODE_KEY);
}

/* Whether the byte goes on with the sequence that has begun. */
static bool byte_continues(const struct scancode_decoder *decoder, uint8_t byte)
{
    static const uint8_t pause[] = {PREFIX_E1, 0x1d, 0x45, PREFIX_E1, 0x9d, 0xc5};
    if (decoder->prefix == PREFIX_E1) {
        return byte == pause[decoder->length];
    }
    return byte != PREFIX_E0 && byte != PREFIX_E1 && !byte_is_answer(decoder, byte);
}

enum scancode_kind scancode_next(struct scancode_decoder *decoder, uint8_t byte,
                                 struct scancode *code)
{
    if (decoder->length > 0 && !byte_continues(decoder, byte)) {
        sequence_end(decoder, SCANCODE_UNKNOWN);
    }
    if (decoder->length == 0) {
        return start_take(decoder, byte, code);
    }
    return decoder->prefix == PREFIX_E0 ? e0_take(decoder, byte, code) : e1_take(decoder, code);
}
