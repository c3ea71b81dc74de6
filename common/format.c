/*
 * format.c: printf's formatting [C11 7.21.6.1] without a C library, into a sink.
 *
 * A conversion goes through three hands: spec_parse reads "%-08.3llx" into a struct spec,
 * field_make finds the text for it, field_put surrounds it with what the width asks for:
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

enum { WIDTH_MOST = INT32_MAX, PADDING_RUN = 16 };
enum { CHAR_BITS = 8, SHORT_BITS = 16, INT_BITS = 32, LONG_LONG_BITS = 64 };
enum { LONG_BITS = CHAR_BITS * sizeof(long) }; /* 32 or 64, as the mode has it */

struct spec {
    bool left;          /* '-' */
    bool zero;          /* '0' */
    bool alternate;     /* '#' */
    char plus;          /* '+', ' ' or 0: stands where a minus would */
    bool has_precision; /* without one, integers have at least one digit, strings no limit */
    char conversion;
    uint8_t bits; /* of an integer argument */
    uint32_t width;
    uint32_t precision;
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
    char prefix[2];
    size_t prefix_length;
    size_t zeros;
    const char *body;
    size_t body_length;
    char digits[DIGITS_MOST]; /* where the body of a number or a character lies */
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

/* Digits end where the field's room for them does; this is where they begin. */
static void digits_place(const struct spec *spec, char *first, uint64_t value, struct field *field)
{
    char *end = field->digits + sizeof(field->digits);
    /* C's one special case: zero with a precision of zero has no digit at all. */
    field->body = value == 0 && spec->has_precision && spec->precision == 0 ? end : first;
    field->body_length = (size_t)(end - field->body);
    field->zeros = zeros_before(spec, field);
    /* '#' with o: the number begins with a zero, whichever way it comes by it. */
    if (spec->alternate && spec->conversion == 'o' && field->zeros == 0 &&
        (value != 0 || field->body_length == 0)) {
        field->zeros = 1;
    }
}

/* The bits of the next integer argument. long is as wide as int or as long long in every mode. */
static uint64_t integer_take(struct formatter *out, uint32_t bits)
{
    if (bits == LONG_LONG_BITS) {
        return va_arg(out->arguments, unsigned long long);
    }
    return va_arg(out->arguments, unsigned int);
}

/* The sorts of numbers: each tells its magnitude and sets its prefix. */
static uint64_t signed_take(struct formatter *out, const struct spec *spec, struct field *field)
{
    /* Up and down again: the sign bit of a short type fills all above it. */
    const uint32_t shift = LONG_LONG_BITS - spec->bits;
    int64_t value = (int64_t)(integer_take(out, spec->bits) << shift) >> shift;
    field->prefix[0] = (char)(value < 0 ? '-' : spec->plus);
    field->prefix_length = field->prefix[0] != '\0';
    /* Negated as unsigned: the lowest number has no positive counterpart. */
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

static uint64_t unsigned_take(struct formatter *out, const struct spec *spec)
{
    const uint32_t shift = LONG_LONG_BITS - spec->bits; /* to the top of the word and back down */
    return integer_take(out, spec->bits) << shift >> shift;
}

static uint64_t hex_take(struct formatter *out, struct spec *spec, struct field *field)
{
    uint64_t value;
    bool prefixed = true;
    if (spec->conversion == 'p') {
        /* Always all digits: an address is read by comparing it with others. */
        value = (uintptr_t)va_arg(out->arguments, void *);
        spec->has_precision = true;
        spec->precision = 2 * sizeof(void *);
    } else {
        value = unsigned_take(out, spec);
        prefixed = spec->alternate && value != 0;
    }
    if (prefixed) {
        field->prefix[0] = '0';
        field->prefix[1] = spec->conversion == 'X' ? 'X' : 'x';
        field->prefix_length = 2;
    }
    return value;
}

static void string_take(struct formatter *out, const struct spec *spec, struct field *field)
{
    const char *text = va_arg(out->arguments, const char *);
    field->body = text == NULL ? "(null)" : text;
    field->body_length =
        spec->has_precision ? strnlen(field->body, spec->precision) : strlen(field->body);
}

static void char_make(char character, struct field *field)
{
    field->digits[0] = character;
    field->body = field->digits;
    field->body_length = 1;
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

/* A decimal number, which may be missing and then is 0, or '*', which alone can be negative. */
static const char *number_parse(const char *at, struct formatter *out, int *number)
{
    if (*at == '*') {
        *number = va_arg(out->arguments, int);
        return at + 1;
    }
    *number = 0;
    for (; *at >= '0' && *at <= '9'; at++) {
        *number = *number < WIDTH_MOST / 10 ? *number * 10 + (*at - '0') : WIDTH_MOST;
    }
    return at;
}

/* How wide the argument is; nothing is said about it where it is an int. */
static const char *length_parse(const char *at, struct spec *spec)
{
    _Static_assert(sizeof(size_t) == sizeof(long) && sizeof(ptrdiff_t) == sizeof(long), "z, t");
    _Static_assert(sizeof(intmax_t) == sizeof(long long), "j");
    bool twice = at[0] != '\0' && at[1] == at[0];
    switch (*at) {
    case 'h':
        spec->bits = twice ? CHAR_BITS : SHORT_BITS;
        return at + (twice ? 2 : 1);
    case 'l':
        spec->bits = twice ? LONG_LONG_BITS : LONG_BITS;
        return at + (twice ? 2 : 1);
    case 'z':
    case 't':
        spec->bits = LONG_BITS;
        return at + 1;
    case 'j':
        spec->bits = LONG_LONG_BITS;
        return at + 1;
    default:
        return at;
    }
}

/* Flags, width and precision, each of which may be missing. */
static const char *options_parse(const char *at, struct formatter *out, struct spec *spec)
{
    int number;
    at = number_parse(flags_parse(at, spec), out, &number);
    spec->left = spec->left || number < 0;
    spec->width = number < 0 ? 0u - (unsigned)number : (unsigned)number;
    if (*at == '.') {
        at = number_parse(at + 1, out, &number);
        spec->has_precision = number >= 0;
        spec->precision = (unsigned)number;
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

/* The text of a number; false where the letter is none of ours. */
static bool number_make(struct formatter *out, struct spec *spec, struct field *field)
{
    char *const end = field->digits + sizeof(field->digits);
    char *first;
    uint64_t value;
    switch (spec->conversion) {
    case 'd':
    case 'i':
        value = signed_take(out, spec, field);
        first = digits_decimal(end, value);
        break;
    case 'u':
        value = unsigned_take(out, spec);
        first = digits_decimal(end, value);
        break;
    case 'x':
    case 'p':
        value = hex_take(out, spec, field);
        first = digits_hex(end, value, "0123456789abcdef");
        break;
    case 'X':
        value = hex_take(out, spec, field);
        first = digits_hex(end, value, "0123456789ABCDEF");
        break;
    case 'o':
        value = unsigned_take(out, spec);
        first = digits_octal(end, value);
        break;
    default:
        return false;
    }
    digits_place(spec, first, value, field);
    return true;
}

/* The text of one conversion; false where the letter is none of ours. */
static bool field_make(struct formatter *out, struct spec *spec, struct field *field)
{
    switch (spec->conversion) {
    case 's':
        string_take(out, spec, field);
        return true;
    case 'c':
        char_make((char)va_arg(out->arguments, int), field);
        return true;
    case '%':
        char_make('%', field);
        spec->width = 0;
        return true;
    default:
        return number_make(out, spec, field);
    }
}

/* The length of the text before the end or the next '%'. All letters and digits stand behind '%' in
 * ASCII, so one comparison is enough for most bytes. */
static size_t literal_length(const char *text)
{
    const char *at = text;
    while ((uint8_t)*at > '%' || (*at != '%' && *at != '\0')) {
        at++;
    }
    return (size_t)(at - text);
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
        struct field field;
        field.prefix_length = field.zeros = 0;
        if (field_make(&out, &spec, &field)) {
            field_put(&out, &spec, &field);
        } else {
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
