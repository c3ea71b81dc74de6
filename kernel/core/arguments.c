/*
 * arguments.c: a line that was entered, as words; and words as numbers.
 *
 * Called by the monitor and its commands. A number is read in full or not at all: no digit is left
 * over, nothing wraps round, and a zero in front, which to some means octal, is refused.
 */
#include "kernel/core/arguments.h"

#include "common/format.h"
#include "common/string.h"

enum { DECIMAL = 10, HEXADECIMAL = 16 };
enum { CASE_BIT = 'x' ^ 'X' }; /* in ASCII */

#define NUMBER_EXPECTED "a number such as 4096, 0x1000 or 4K"
#define OCTAL_REFUSED   "a number without zeros before it (this would not be octal)"

/* Copies one word to `to`, without its quotation marks; moves both past it. False where the last
 * quotation mark has no partner. */
static bool word_take(const char **from, char **to)
{
    bool is_quoted = false;
    const char *at = *from;
    for (; *at != '\0' && (is_quoted || *at != ' '); at++) {
        if (*at == '"') {
            is_quoted = !is_quoted;
        } else {
            *(*to)++ = *at;
        }
    }
    *(*to)++ = '\0';
    *from = at;
    return !is_quoted;
}

static const char *fail(struct arguments *arguments, const char *error)
{
    arguments->count = 0;
    arguments->word[0] = NULL;
    return error;
}

const char *arguments_split(struct arguments *arguments, const char *line)
{
    if (strnlen(line, LINE_BYTES) > LINE_MOST) {
        return fail(arguments, "the line is too long");
    }
    char *to = arguments->text;
    arguments->count = 0;
    for (;;) {
        while (*line == ' ') {
            line++;
        }
        arguments->word[arguments->count] = NULL;
        if (*line == '\0') {
            return NULL;
        }
        if (arguments->count == ARGUMENTS_MOST) {
            return fail(arguments, "the line has more than 16 words");
        }
        arguments->word[arguments->count++] = to;
        if (!word_take(&line, &to)) {
            return fail(arguments, "a quotation mark (\") has no partner");
        }
    }
}

void argument_refuse(char error[ARGUMENT_ERROR_BYTES], const char *expected, const char *word)
{
    const char *format = word != NULL ? "expected %s, found \"%s\"" : "expected %s, found nothing";
    format_buffer(error, ARGUMENT_ERROR_BYTES, format, expected, word);
}

/* The digit's value; a number above every base where it is none. */
static uint32_t digit_value(char character)
{
    char lower = (char)(character | CASE_BIT);
    if (character >= '0' && character <= '9') {
        return (uint32_t)(character - '0');
    }
    return lower >= 'a' && lower <= 'f' ? (uint32_t)(lower - 'a') + DECIMAL : HEXADECIMAL;
}

/* Reads digits as far as they go; false where the number leaves 64 bits. */
static bool digits_read(const char **at, uint32_t base, uint64_t *value)
{
    bool fits = true;
    uint32_t digit = digit_value(**at);
    for (*value = 0; digit < base; digit = digit_value(*++*at)) {
        fits = fits && *value <= (UINT64_MAX - digit) / base;
        *value = *value * base + digit;
    }
    return fits;
}

/* How far K, M or G shift the number; 0 where there is none. */
static uint32_t suffix_read(const char **at)
{
    static const struct suffix {
        char letter;
        uint8_t shift;
    } suffixes[] = {{'k', 10}, {'m', 20}, {'g', 30}};
    for (size_t i = 0; i < ARRAY_LENGTH(suffixes); i++) {
        if ((**at | CASE_BIT) == suffixes[i].letter) {
            (*at)++;
            return suffixes[i].shift;
        }
    }
    return 0;
}

static void refuse_size(char error[ARGUMENT_ERROR_BYTES], uint64_t most, bool is_hex,
                        const char *word)
{
    char expected[ARGUMENT_ERROR_BYTES];
    const char *format = is_hex ? "at most 0x%llx" : "at most %llu";
    format_buffer(expected, sizeof(expected), format, (unsigned long long)most);
    argument_refuse(error, expected, word);
}

bool argument_number(const char *word, uint64_t most, uint64_t *value,
                     char error[ARGUMENT_ERROR_BYTES])
{
    const char *at = word != NULL ? word : "";
    bool is_hex = at[0] == '0' && (at[1] | CASE_BIT) == 'x';
    at += is_hex ? 2 : 0;
    const char *digits = at;
    bool fits = digits_read(&at, is_hex ? HEXADECIMAL : DECIMAL, value);
    bool has_digits = at > digits;
    bool is_octal = !is_hex && digits[0] == '0' && at - digits > 1;
    uint32_t shift = suffix_read(&at);
    if (!has_digits || *at != '\0') {
        argument_refuse(error, NUMBER_EXPECTED, word);
        return false;
    }
    if (is_octal) {
        argument_refuse(error, OCTAL_REFUSED, word);
        return false;
    }
    if (!fits || *value > most >> shift) {
        refuse_size(error, most, is_hex, word);
        return false;
    }
    *value <<= shift;
    return true;
}
