/*
 * fuzz_utf8.c: any bytes are taken as the C library takes them, one by one: the same characters, a
 * replacement for each part that is none, and the way back gives the bytes again.
 */
#include <locale.h>
#include <string.h>
#include <wchar.h>

#include "kernel/core/utf8.h"
#include "tests/fuzz/fuzz.h"

enum { SURROGATES = 0xd800, SURROGATES_END = 0xe000, CHARACTERS = 0x110000 };

/* The character that begins here and its length, or 0 where none does. */
static size_t library_read(const uint8_t *bytes, size_t left, uint32_t *code)
{
    mbstate_t state = {0};
    wchar_t wide = 0;
    size_t length =
        mbrtowc(&wide, (const char *)bytes, left < UTF8_MOST ? left : UTF8_MOST, &state);
    *code = (uint32_t)wide;
    /* The library goes beyond Unicode, up to 31 bits. */
    bool is_one = length != (size_t)-1 && length != (size_t)-2 && *code < CHARACTERS &&
                  (*code < SURROGATES || *code >= SURROGATES_END);
    return !is_one ? 0 : length == 0 ? 1 : length; /* NUL has no length there */
}

static void way_back(const uint8_t *bytes, size_t length, uint32_t code)
{
    char back[UTF8_MOST + 1];
    assert_true(code < CHARACTERS && (code < SURROGATES || code >= SURROGATES_END));
    assert_int_equal(utf8_put(back, code), length);
    assert_memory_equal(back, bytes, length);
    assert_int_equal(back[length], '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    if (count == 0) {
        assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
        return 0;
    }
    setlocale(LC_CTYPE, "C.UTF-8");
    struct utf8 utf8 = {0};
    size_t begin = 0;
    for (size_t at = 0; at < count;) {
        enum utf8_step step = utf8_take(&utf8, bytes[at]);
        uint32_t code;
        size_t length = library_read(bytes + begin, count - begin, &code);
        at += step != UTF8_CUT;
        if (step == UTF8_DONE) {
            assert_int_equal(at - begin, length);
            assert_int_equal(utf8.code, code);
            way_back(bytes + begin, length, code);
        } else if (step == UTF8_MORE) {
            assert_true(at - begin < UTF8_MOST && (length == 0 || length > at - begin));
            continue;
        } else {
            assert_int_equal(length, 0);
        }
        begin = at;
    }
    return 0;
}
