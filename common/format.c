/*
 * format.c: printf's formatting [C11 7.21.6.1] without a C library, into a sink.
 *
 * A conversion goes through three hands: spec_parse reads "%-08.3llx" into a struct spec, the
 * integer or string part finds the text, field_put surrounds it with what the width asks for:
 *
 *     |<------------------- width ------------------->|
 *     | spaces | prefix: sign, 0x | zeros | body | spaces |      one side of spaces, or neither
 *
 * Every program here prints through this file: stage2 in 16 and 32 bits, the kernel in 64. Runs of
 * literal text go to the sink in one piece, digits come from digits.c.
 */
#include "common/format.h"

#include "common/digits.h"
#include "common/string.h"

enum { OCTAL_BITS = 3, HEX_BITS = 4, WIDTH_MOST = INT32_MAX, PADDING_RUN = 16 };
enum { CASE_BIT = 'x' ^ 'X' }; /* in ASCII, which every string here is */
enum { CHAR_BITS = 8, SHORT_BITS = 16, INT_BITS = 32, LONG_LONG_BITS = 64 };
enum { LONG_BITS = CHAR_BITS * sizeof(long) }; /* 32 or 64, as the mode has it */

struct spec {
    bool left;          /* '-' */
    bool zero;          /* '0' */
    bool alternate;     /* '#' */
    char plus;          /* '+', ' ' or 0: stands where a minus would */
    bool has_precision; /* without one, integers have at least one digit, strings no limit */
    char conversion;
    uint32_t bits; /* of an integer argument */
    size_t width;
    size_t precision;
};

/* Everything that a call of format_to carries along. */
struct formatter {
    format_sink sink;
    void *context;
    size_t given; /* bytes that the sink has been given */
    va_list arguments;
};

/* What field_put surrounds. */
struct field {
    const char *prefix;
    size_t prefix_length;
    size_t zeros;
    const char *body;
    size_t body_length;
};

/* Not every piece of a field has text; a sink is never bothered with those that have none. */
static void put(struct formatter *out, const char *text, size_t length)
{
    if (length > 0) {
        out->sink(out->context, text, length);
        out->given += length;
    }
}

static void put_repeated(struct formatter *out, const char *run, size_t count)
{
    for (; count > PADDING_RUN; count -= PADDING_RUN) {
        put(out, run, PADDING_RUN);
    }
    put(out, run, count);
}

static void field_put(struct formatter *out, const struct spec *spec, const struct field *field)
{
    static const char spaces[PADDING_RUN + 1] = "                ";
    static const char zeros[PADDING_RUN + 1] = "0000000000000000";
    size_t length = field->prefix_length + field->zeros + field->body_length;
    size_t padding = spec->width > length ? spec->width - length : 0;

    if (padding > 0 && !spec->left) {
        put_repeated(out, spaces, padding);
    }
    put(out, field->prefix, field->prefix_length);
    if (field->zeros > 0) {
        put_repeated(out, zeros, field->zeros);
    }
    put(out, field->body, field->body_length);
    if (padding > 0 && spec->left) {
        put_repeated(out, spaces, padding);
    }
}

/* The digits of an integer in the base that its conversion asks for. */
static char *digits_before(char *end, uint64_t value, char conversion)
{
    switch (conversion) {
    case 'o':
        return digits_power(end, value, OCTAL_BITS, "01234567");
    case 'x':
    case 'p':
        return digits_power(end, value, HEX_BITS, "0123456789abcdef");
    case 'X':
        return digits_power(end, value, HEX_BITS, "0123456789ABCDEF");
    default:
        return digits_decimal(end, value);
    }
}

/* A precision asks for so many digits, '0' for so many characters; '-' and a precision void '0'. */
static size_t zeros_before(const struct spec *spec, const struct field *field)
{
    size_t taken = field->body_length;
    size_t wanted = spec->precision;
    if (!spec->has_precision) {
        taken += field->prefix_length;
        wanted = spec->zero && !spec->left ? spec->width : 0;
    }
    return wanted > taken ? wanted - taken : 0;
}

static void integer_put(struct formatter *out, const struct spec *spec, uint64_t value,
                        const char *prefix, size_t prefix_length)
{
    char digits[DIGITS_MOST];
    char *end = digits + sizeof(digits);
    /* C's one special case: zero with a precision of zero has no digit at all. */
    bool empty = value == 0 && spec->has_precision && spec->precision == 0;
    char *first = empty ? end : digits_before(end, value, spec->conversion);
    struct field field = {
        .prefix = prefix,
        .prefix_length = prefix_length,
        .body = first,
        .body_length = (size_t)(end - first),
    };
    field.zeros = zeros_before(spec, &field);
    /* '#' with o: the number begins with a zero, whichever way it comes by it. */
    bool begins_with_zero = field.zeros > 0 || (value == 0 && !empty);
    if (spec->alternate && spec->conversion == 'o' && !begins_with_zero) {
        field.zeros = 1;
    }
    field_put(out, spec, &field);
}

/* The bits of the next integer argument. long is as wide as int or as long long in every mode. */
static uint64_t integer_take(struct formatter *out, uint32_t bits)
{
    if (bits == LONG_LONG_BITS) {
        return va_arg(out->arguments, unsigned long long);
    }
    return va_arg(out->arguments, unsigned int);
}

static void signed_put(struct formatter *out, const struct spec *spec)
{
    /* To the top of the word and back down: the sign bit of a short type fills all above it. */
    const uint32_t shift = LONG_LONG_BITS - spec->bits;
    int64_t value = (int64_t)(integer_take(out, spec->bits) << shift) >> shift;
    /* Negated as unsigned: the lowest number has no positive counterpart. */
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    const char sign = (char)(value < 0 ? '-' : spec->plus);
    integer_put(out, spec, magnitude, &sign, sign != '\0' ? 1 : 0);
}

static void unsigned_put(struct formatter *out, const struct spec *spec)
{
    const uint32_t shift = LONG_LONG_BITS - spec->bits;
    uint64_t value = integer_take(out, spec->bits) << shift >> shift;
    bool prefixed = spec->alternate && value != 0 && (spec->conversion | CASE_BIT) == 'x';
    const char prefix[2] = {'0', spec->conversion};
    integer_put(out, spec, value, prefix, prefixed ? sizeof(prefix) : 0);
}

/* Always all digits: an address is read by comparing it with others. */
static void pointer_put(struct formatter *out, struct spec *spec)
{
    spec->has_precision = true;
    spec->precision = 2 * sizeof(void *);
    integer_put(out, spec, (uintptr_t)va_arg(out->arguments, void *), "0x", 2);
}

static void string_put(struct formatter *out, const struct spec *spec)
{
    const char *text = va_arg(out->arguments, const char *);
    if (text == NULL) {
        text = "(null)";
    }
    size_t length = spec->has_precision ? strnlen(text, spec->precision) : strlen(text);
    field_put(out, spec, &(struct field){.body = text, .body_length = length});
}

static void char_put(struct formatter *out, const struct spec *spec)
{
    char character = (char)va_arg(out->arguments, int);
    field_put(out, spec, &(struct field){.body = &character, .body_length = 1});
}

static const char *flags_parse(const char *at, struct spec *spec)
{
    for (;; at++) {
        switch (*at) {
        case '-':
            spec->left = true;
            break;
        case '0':
            spec->zero = true;
            break;
        case '#':
            spec->alternate = true;
            break;
        case '+':
            spec->plus = '+';
            break;
        case ' ':
            spec->plus = spec->plus == '+' ? '+' : ' ';
            break;
        default:
            return at;
        }
    }
}

/* A decimal number, which may be missing and then is 0, or '*'. Returns true where it is negative,
 * which only '*' can be. */
static bool number_parse(const char **at, struct formatter *out, size_t *number)
{
    *number = 0;
    if (**at == '*') {
        (*at)++;
        int value = va_arg(out->arguments, int);
        *number = value < 0 ? 0u - (unsigned)value : (unsigned)value;
        return value < 0;
    }
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        size_t digit = (size_t)(**at - '0');
        *number = *number > (WIDTH_MOST - digit) / 10 ? WIDTH_MOST : *number * 10 + digit;
    }
    return false;
}

/* How wide the argument is; nothing is said about it where it is an int. */
static const char *length_parse(const char *at, struct spec *spec)
{
    _Static_assert(sizeof(size_t) == sizeof(long) && sizeof(ptrdiff_t) == sizeof(long), "z, t");
    _Static_assert(sizeof(intmax_t) == sizeof(long long), "j");
    bool twice = (at[0] == 'h' || at[0] == 'l') && at[1] == at[0];
    switch (*at) {
    case 'h':
        spec->bits = twice ? CHAR_BITS : SHORT_BITS;
        break;
    case 'l':
        spec->bits = twice ? LONG_LONG_BITS : LONG_BITS;
        break;
    case 'z':
    case 't':
        spec->bits = LONG_BITS;
        break;
    case 'j':
        spec->bits = LONG_LONG_BITS;
        break;
    default:
        return at;
    }
    return at + (twice ? 2 : 1);
}

/* Flags, width and precision, each of which may be missing. */
static const char *options_parse(const char *at, struct formatter *out, struct spec *spec)
{
    at = flags_parse(at, spec);
    if (number_parse(&at, out, &spec->width)) {
        spec->left = true;
    }
    if (*at == '.') {
        at++;
        spec->has_precision = !number_parse(&at, out, &spec->precision);
    }
    return at;
}

/* From the byte after '%' to the conversion's letter, which it returns the place of. */
static const char *spec_parse(const char *at, struct formatter *out, struct spec *spec)
{
    /* All that an option can begin with stands before the letters in ASCII. */
    if (*at <= '9') {
        at = options_parse(at, out, spec);
    }
    at = length_parse(at, spec);
    spec->conversion = *at;
    return at;
}

/* One conversion; false where the letter is none of ours. */
static bool conversion_put(struct formatter *out, struct spec *spec)
{
    switch (spec->conversion) {
    case 'd':
    case 'i':
        signed_put(out, spec);
        return true;
    case 'u':
    case 'x':
    case 'X':
    case 'o':
        unsigned_put(out, spec);
        return true;
    case 'c':
        char_put(out, spec);
        return true;
    case 's':
        string_put(out, spec);
        return true;
    case 'p':
        pointer_put(out, spec);
        return true;
    case '%':
        put(out, &spec->conversion, 1);
        return true;
    default:
        return false;
    }
}

static size_t literal_length(const char *text)
{
    size_t length = 0;
    for (;; length++) {
        const uint8_t byte = (uint8_t)text[length];
        /* All letters and digits stand behind '%' in ASCII: one comparison for most bytes. */
        if (byte <= '%' && (byte == '\0' || byte == '%')) {
            return length;
        }
    }
}

size_t format_to_v(format_sink sink, void *context, const char *format, va_list arguments)
{
    struct formatter out = {.sink = sink, .context = context};
    va_copy(out.arguments, arguments);

    while (*format != '\0') {
        size_t literal = literal_length(format);
        put(&out, format, literal);
        format += literal;
        if (*format == '\0') {
            break;
        }
        struct spec spec = {.bits = INT_BITS};
        const char *last = spec_parse(format + 1, &out, &spec);
        const char *next = *last == '\0' ? last : last + 1;
        if (!conversion_put(&out, &spec)) {
            put(&out, format, (size_t)(next - format)); /* as it stands, so that somebody sees it */
        }
        format = next;
    }
    va_end(out.arguments);
    return out.given;
}

size_t format_to(format_sink sink, void *context, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t length = format_to_v(sink, context, format, arguments);
    va_end(arguments);
    return length;
}

struct buffer {
    char *at;
    size_t left;
};

/* The sink of format_buffer: what finds no room is dropped, and counted by the formatter. */
static void buffer_take(void *context, const char *text, size_t length)
{
    struct buffer *buffer = context;
    if (buffer->left == 0) {
        return; /* and there may be no buffer at all */
    }
    size_t taken = length < buffer->left ? length : buffer->left;
    memcpy(buffer->at, text, taken);
    buffer->at += taken;
    buffer->left -= taken;
}

size_t format_buffer_v(char *buffer, size_t size, const char *format, va_list arguments)
{
    struct buffer room = {.at = buffer, .left = size > 0 ? size - 1 : 0};
    size_t length = format_to_v(buffer_take, &room, format, arguments);
    if (size > 0) {
        *room.at = '\0';
    }
    return length;
}

size_t format_buffer(char *buffer, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t length = format_buffer_v(buffer, size, format, arguments);
    va_end(arguments);
    return length;
}
