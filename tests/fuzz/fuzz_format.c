/*
 * fuzz_format.c: our formatter against the C library's for all that both know; and any text as a
 * format: it ends, tells the length that it gives, and cuts where the buffer ends.
 *
 * Input: what to do (1 byte). An even one: conversions drawn by tests/unit/format_model.h. An odd
 * one: the buffer's size (1 byte), and the format. Its arguments are all one small address of a
 * text, which is also a number, so that whatever it asks for is there.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/format.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/format_model.h"

#pragma GCC diagnostic ignored "-Wformat-nonliteral"

enum {
    GUARD = 0x5a,
    PLACE = 0x10000,      /* of the text: the least that Linux maps, so that widths stay small */
    CONVERSIONS_MOST = 8, /* there are so many arguments, at three for each */
    NUMBER_MOST = 4,      /* digits of a width, likewise */
};

static const char *text_at(void)
{
    static char *text;
    if (text == NULL) {
        text = mmap((void *)PLACE, 4096, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        assert_ptr_equal(text, (void *)PLACE);
        strcpy(text, "a text");
    }
    return text;
}

/* Whether so many arguments are enough, and no width keeps us here for long. */
static bool is_harmless(const char *format)
{
    size_t conversions = 0, digits = 0;
    for (; *format != '\0'; format++) {
        digits = *format >= '0' && *format <= '9' ? digits + 1 : 0;
        conversions += *format == '%';
        if (digits > NUMBER_MOST || conversions > CONVERSIONS_MOST) {
            return false;
        }
    }
    return true;
}

/* What a sink has been given, as far as there is room. */
struct taken {
    char *text;
    size_t size, length;
};

static void take(void *context, const char *text, size_t length)
{
    struct taken *taken = context;
    assert_true(length > 0);
    for (size_t i = 0; i < length; i++) {
        if (taken->length + i < taken->size) {
            taken->text[taken->length + i] = text[i];
        }
    }
    taken->length += length;
}

#define EIGHT(a)  a, a, a, a, a, a, a, a
#define ALL(text) EIGHT(text), EIGHT(text), EIGHT(text)

static void any_format(const char *format, size_t size)
{
    const char *text = text_at();
    char whole[UINT8_MAX + 1] = "";
    struct taken taken = {.text = whole, .size = sizeof(whole)};
    size_t given = format_to(take, &taken, format, ALL(text));
    assert_int_equal(given, taken.length);

    char *buffer = malloc(size + 1);
    memset(buffer, GUARD, size + 1);
    assert_int_equal(format_buffer(buffer, size, format, ALL(text)), given);
    assert_int_equal(buffer[size], GUARD);
    if (size > 0) {
        size_t kept = given < size ? given : size - 1;
        assert_memory_equal(buffer, whole, kept);
        assert_int_equal(buffer[kept], '\0');
    }
    free(buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct random input = fuzz_draw(bytes, count);
    if (random_from_bytes(&input, 1) % 2 == 0) {
        while (input.left > 0) {
            format_model_round(&input, random_below(&input, FORMAT_MODEL_BYTES + 1));
        }
        return 0;
    }
    size_t size = random_from_bytes(&input, 1);
    char *format = malloc(input.left + 1);
    memcpy(format, input.bytes, input.left);
    format[input.left] = '\0';
    if (is_harmless(format)) {
        any_format(format, size);
    }
    free(format);
    return 0;
}
