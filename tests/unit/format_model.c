/*
 * format_model.c: a drawn conversion by common/format.c and by the C library. See format_model.h.
 */
#include "tests/unit/format_model.h"

#include <stdio.h>
#include <string.h>

#include "common/format.h"
#include "tests/unit/cmocka_headers.h"

enum { GUARD = 0x5a };

static char expected[FORMAT_MODEL_BYTES];
static char ours[FORMAT_MODEL_BYTES];

/* The formats are what is tested, so they are not literals. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

/* "text %-#08.*llx text" with everything drawn. Flags whose combination C calls undefined, '#' with
 * d, i, u and '0' with c, s, are left out; a width or precision may be '*'. */
struct drawn {
    char format[64];
    const char *length;
    char conversion;
    bool width_star, precision_star;
    int width, precision;
};

static void append(char *text, const char *more)
{
    strcat(text, more);
}

static void append_number(struct random *random, char *text, bool *star, int *value)
{
    *value = (int)random_below(random, 30);
    *star = random_below(random, 4) == 0;
    if (*star) {
        append(text, "*");
        *value = random_below(random, 4) == 0 ? -*value : *value;
    } else {
        char digits[16];
        snprintf(digits, sizeof(digits), "%d", *value);
        append(text, *value == 0 ? "" : digits);
    }
}

static struct drawn format_draw(struct random *random)
{
    static const char *const lengths[] = {"", "hh", "h", "l", "ll", "z", "t", "j"};
    static const char conversions[] = "diuxXocs";
    struct drawn drawn = {.format = "<%", .precision_star = false};
    char last[2] = {0};

    drawn.conversion = conversions[random_below(random, sizeof(conversions) - 1)];
    last[0] = drawn.conversion;
    bool number = strchr("cs", drawn.conversion) == NULL;
    drawn.length = number ? lengths[random_below(random, ARRAY_LENGTH(lengths))] : "";
    const char *flags = strchr("di", drawn.conversion) != NULL    ? "-0+ "
                        : strchr("xXo", drawn.conversion) != NULL ? "-0#"
                        : number                                  ? "-0"
                                                                  : "-";
    for (const char *flag = flags; *flag != '\0'; flag++) {
        append(drawn.format, random_below(random, 3) == 0 ? (char[2]){*flag, '\0'} : "");
    }
    if (random_below(random, 2) == 0) {
        append_number(random, drawn.format, &drawn.width_star, &drawn.width);
    }
    if (drawn.conversion != 'c' && random_below(random, 2) == 0) {
        append(drawn.format, ".");
        append_number(random, drawn.format, &drawn.precision_star, &drawn.precision);
    }
    append(drawn.format, drawn.length);
    append(drawn.format, last);
    append(drawn.format, ">");
    return drawn;
}

/* Both formatters with one value of the type that the conversion takes. */
#define BOTH(drawn, size, value)                                                                   \
    do {                                                                                           \
        if ((drawn)->width_star && (drawn)->precision_star) {                                      \
            BOTH_CALL(drawn, size, (drawn)->width, (drawn)->precision, value);                     \
        } else if ((drawn)->width_star) {                                                          \
            BOTH_CALL(drawn, size, (drawn)->width, value);                                         \
        } else if ((drawn)->precision_star) {                                                      \
            BOTH_CALL(drawn, size, (drawn)->precision, value);                                     \
        } else {                                                                                   \
            BOTH_CALL(drawn, size, value);                                                         \
        }                                                                                          \
    } while (0)

#define BOTH_CALL(drawn, size, ...)                                                                \
    (theirs_length = (size_t)snprintf(expected, size, (drawn)->format, __VA_ARGS__),               \
     ours_length = format_buffer(ours, size, (drawn)->format, __VA_ARGS__))

static void check_drawn(struct random *random, const struct drawn *drawn, size_t size)
{
    size_t theirs_length;
    size_t ours_length;
    uint64_t value = random_magnitude(random);
    char text[41];

    memset(expected, GUARD, FORMAT_MODEL_BYTES);
    memset(ours, GUARD, FORMAT_MODEL_BYTES);
    if (drawn->conversion == 's') {
        size_t length = random_below(random, sizeof(text));
        memset(text, 'a' + (int)(value % 26), length);
        text[length] = '\0';
        BOTH(drawn, size, text);
    } else if (drawn->conversion == 'c') {
        BOTH(drawn, size, (int)(1 + value % 127));
    } else if (strchr("lztj", drawn->length[0]) != NULL && drawn->length[0] != '\0') {
        BOTH(drawn, size, value);
    } else {
        BOTH(drawn, size, (unsigned)value);
    }
    if (ours_length != theirs_length || memcmp(ours, expected, FORMAT_MODEL_BYTES) != 0) {
        fail_msg(
            "\"%s\", width %d, precision %d, value %#llx, size %zu: %zu \"%s\", not %zu \"%s\"",
            drawn->format, drawn->width, drawn->precision, (unsigned long long)value, size,
            ours_length, ours, theirs_length, expected);
    }
}

void format_model_round(struct random *random, size_t size)
{
    struct drawn drawn = format_draw(random);
    check_drawn(random, &drawn, size);
}
