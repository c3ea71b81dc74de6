/*
 * escape.c: the bytes that a terminal sends, as keys.
 *
 * [ECMA-48 5.4] gives the form of control sequences, [XTERM] the keys of most terminals; rxvt, the
 * Linux console and PuTTY have other sequences for Home and End, which are here too. A sequence is
 *
 *     ESC [  parameters: 0 to 9 : ; < = > ?  intermediates: blank to /  one final byte: @ to ~
 *     ESC O                                                             one final byte
 *
 * A control character or a byte above 7Fh stands in none: there the sequence has broken off, and
 * the byte counts for itself. So Enter is always Enter, whatever came before. What utf8.c finds
 * wrong is dropped up to where a character can begin.
 *
 * Called by whoever reads COM1; hands keys to line_editor.c.
 */
#include "kernel/core/escape.h"

enum {
    NUL = 0x00,
    CTRL_Z = 0x1a,
    ESC = 0x1b,
    SPACE = 0x20,
    DEL = 0x7f,

    PARAMETER_LAST = 0x3f,
    PARAMETER_MOST = 9999, /* no key has a number beyond it */
    SEQUENCE_MOST = 16,    /* bytes; what is longer is no key */
    INTRODUCED = 2,        /* bytes of ESC [ */

    C1_LAST = 0x9f, /* U+0080 to U+009F are controls too */
};

static struct input key(enum input_kind kind)
{
    return (struct input){.kind = kind};
}

/* The key that was under way is complete. */
static struct input finish(struct escape *escape, struct input input)
{
    escape->state = ESCAPE_START;
    escape->length = 0;
    escape->utf8 = (struct utf8){0};
    return input;
}

/* It is none. */
static struct input drop(struct escape *escape)
{
    escape->dropped_bytes += escape->length;
    return finish(escape, key(INPUT_NONE));
}

static struct input control_take(struct escape *escape, uint8_t byte)
{
    switch (byte) {
    case '\r':
        escape->after_cr = true;
        return finish(escape, key(INPUT_ENTER));
    case '\n':
        return finish(escape, key(INPUT_ENTER));
    case '\t':
        return finish(escape, key(INPUT_TAB));
    case '\b':
    case DEL:
        return finish(escape, key(INPUT_BACKSPACE));
    case ESC:
        escape->state = ESCAPE_ESC;
        return key(INPUT_NONE);
    default:
        if (byte == NUL || byte > CTRL_Z) {
            return drop(escape);
        }
        return finish(escape, (struct input){INPUT_CONTROL, byte + 'A' - 1u});
    }
}

/* What becomes of the key with this step of its character. */
static struct input utf8_finish(struct escape *escape, enum utf8_step step)
{
    if (step == UTF8_MORE) {
        escape->state = ESCAPE_UTF8;
        return key(INPUT_NONE);
    }
    if (step == UTF8_DONE && escape->utf8.code > C1_LAST) {
        return finish(escape, (struct input){INPUT_CHARACTER, escape->utf8.code});
    }
    return drop(escape);
}

static struct input start_next(struct escape *escape, uint8_t byte)
{
    escape->length = 1;
    if (byte < SPACE || byte == DEL) {
        return control_take(escape, byte);
    }
    if (byte < DEL) {
        return finish(escape, (struct input){INPUT_CHARACTER, byte});
    }
    return utf8_finish(escape, utf8_take(&escape->utf8, byte));
}

/* The byte does not belong to what is under way. */
static struct input break_off(struct escape *escape, uint8_t byte)
{
    drop(escape);
    return start_next(escape, byte);
}

static struct input utf8_next(struct escape *escape, uint8_t byte)
{
    enum utf8_step step = utf8_take(&escape->utf8, byte);
    if (step == UTF8_CUT) {
        return break_off(escape, byte);
    }
    escape->length++;
    return utf8_finish(escape, step);
}

static struct input esc_next(struct escape *escape, uint8_t byte)
{
    if (byte == '[' || byte == 'O') {
        escape->length++;
        escape->state = byte == '[' ? ESCAPE_CSI : ESCAPE_SS3;
        escape->parameter = 0;
        escape->parameter_ends = false;
        return key(INPUT_NONE);
    }
    if (byte >= SPACE && byte < DEL) {
        return finish(escape, (struct input){INPUT_ALT, byte});
    }
    if (byte == ESC || byte > DEL) {
        /* The first ESC is a key by now; the byte begins something that gives no key yet. */
        finish(escape, key(INPUT_NONE));
        start_next(escape, byte);
        return key(INPUT_ESCAPE);
    }
    return break_off(escape, byte);
}

/* By the final byte, and for '~' by the number too. Whatever a second number says of Shift, Alt or
 * Ctrl makes no difference. */
static const struct sequence_key {
    uint8_t final;
    uint32_t parameter;
    enum input_kind kind;
} sequence_keys[] = {
    {'A', 0, INPUT_UP},        {'B', 0, INPUT_DOWN},   {'C', 0, INPUT_RIGHT},
    {'D', 0, INPUT_LEFT},      {'H', 0, INPUT_HOME},   {'F', 0, INPUT_END},
    {'~', 1, INPUT_HOME},      {'~', 4, INPUT_END},    {'~', 7, INPUT_HOME},
    {'~', 8, INPUT_END},       {'~', 3, INPUT_DELETE}, {'~', 5, INPUT_PAGE_UP},
    {'~', 6, INPUT_PAGE_DOWN},
};

static struct input sequence_finish(struct escape *escape, uint8_t final)
{
    for (size_t i = 0; i < ARRAY_LENGTH(sequence_keys); i++) {
        const struct sequence_key *entry = &sequence_keys[i];
        bool is_it = entry->final == final && escape->length <= SEQUENCE_MOST &&
                     (final != '~' || entry->parameter == escape->parameter);
        if (is_it) {
            return finish(escape, key(entry->kind));
        }
    }
    return drop(escape);
}

static struct input sequence_next(struct escape *escape, uint8_t byte)
{
    if (byte < SPACE || byte >= DEL) {
        return break_off(escape, byte);
    }
    escape->length++;
    if (byte > PARAMETER_LAST) {
        if (byte == '[' && escape->state == ESCAPE_CSI && escape->length == INTRODUCED + 1) {
            escape->state = ESCAPE_LINUX;
            return key(INPUT_NONE);
        }
        return sequence_finish(escape, byte);
    }
    if (byte < '0' || byte > '9') {
        escape->parameter_ends = true;
    } else if (!escape->parameter_ends && escape->parameter < PARAMETER_MOST) {
        escape->parameter = escape->parameter * 10 + (byte - '0');
    }
    return key(INPUT_NONE);
}

/* F1 to F5, which nobody asks for. */
static struct input linux_next(struct escape *escape, uint8_t byte)
{
    if (byte < SPACE || byte >= DEL) {
        return break_off(escape, byte);
    }
    escape->length++;
    return drop(escape);
}

struct input escape_next(struct escape *escape, uint8_t byte)
{
    bool after_cr = escape->after_cr;
    escape->after_cr = false;
    switch (escape->state) {
    case ESCAPE_ESC:
        return esc_next(escape, byte);
    case ESCAPE_CSI:
    case ESCAPE_SS3:
        return sequence_next(escape, byte);
    case ESCAPE_LINUX:
        return linux_next(escape, byte);
    case ESCAPE_UTF8:
        return utf8_next(escape, byte);
    case ESCAPE_START:
        break;
    }
    return after_cr && byte == '\n' ? key(INPUT_NONE) : start_next(escape, byte);
}

bool escape_is_waiting(const struct escape *escape)
{
    return escape->state == ESCAPE_ESC;
}

struct input escape_timeout(struct escape *escape)
{
    return escape_is_waiting(escape) ? finish(escape, key(INPUT_ESCAPE)) : key(INPUT_NONE);
}

void escape_break(struct escape *escape)
{
    drop(escape);
    escape->after_cr = false;
    escape->breaks++;
}
