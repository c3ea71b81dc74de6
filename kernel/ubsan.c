/*
 * ubsan.c: undefined behaviour, caught where it happens and told in words.
 *
 * [UBSan]. Called by code that the compilers add with -fsanitize=undefined (`make SANITIZE=1`);
 * otherwise nobody calls it, and the linker leaves it out. Names and data are the compilers' own:
 * each check has a record with the place in the source and the C types, and a finding is a panic
 * at that place. What the kernel has no use for has no handler here, so that it does not link.
 */
#include "common/format.h"
#include "common/types.h"
#include "kernel/cpu/halt.h"
#include "kernel/print.h"

enum { VALUE_TEXT_MOST = 24, BITS_PER_WORD = 64 };

struct source {
    const char *file;
    uint32_t line;
    uint32_t column;
};

/* Of an integer, `info` is the logarithm of its bits, above a bit that says whether it has a sign.
 * The name stands in quotes. */
struct type {
    uint16_t kind;
    uint16_t info;
    char name[];
};
enum { KIND_INTEGER = 0, INFO_SIGNED = 1 };

/* A record that begins with one type, or two. */
struct typed {
    struct source source;
    const struct type *type[];
};

struct access {
    struct source source;
    const struct type *type;
    uint8_t align_log;
    uint8_t kind;
};

static bool telling;

/* A finding in the very code that tells one is passed over: it would only be found again. */
#define FOUND(source, ...)                                                                         \
    do {                                                                                           \
        if (!telling) {                                                                            \
            telling = true;                                                                        \
            panic_at((source).file, (int)(source).line, "undefined behaviour: " __VA_ARGS__);      \
        }                                                                                          \
    } while (0)

/* Integers of up to 64 bits come as they are, wider ones by address; the kernel has none. */
static const char *value_text(char text[VALUE_TEXT_MOST], const struct type *type, uint64_t value)
{
    uint32_t bits = 1u << (type->info >> 1);
    if (type->kind != KIND_INTEGER || bits > BITS_PER_WORD) {
        format_buffer(text, VALUE_TEXT_MOST, "?");
    } else if (type->info & INFO_SIGNED) {
        uint32_t unused = BITS_PER_WORD - bits;
        format_buffer(text, VALUE_TEXT_MOST, "%lld",
                      (long long)((int64_t)(value << unused) >> unused));
    } else {
        format_buffer(text, VALUE_TEXT_MOST, "%llu", (unsigned long long)value);
    }
    return text;
}

static void overflow(const struct typed *data, const char *name, const char *sign, uint64_t left,
                     uint64_t right)
{
    char first[VALUE_TEXT_MOST];
    char second[VALUE_TEXT_MOST];
    const struct type *type = data->type[0];
    FOUND(data->source, "signed %s overflow (%s %s %s in %s)", name, value_text(first, type, left),
          sign, value_text(second, type, right), type->name);
}

static const char *access_text(uint8_t kind)
{
    static const char *const texts[] = {"load of", "store to", "reference to", "access within"};
    return kind < ARRAY_LENGTH(texts) ? texts[kind] : "use of";
}

/* Each is declared only here, since nobody but the compiler calls it. */
#define HANDLER(name, ...)                                                                         \
    void __ubsan_handle_##name(__VA_ARGS__);                                                       \
    void __ubsan_handle_##name(__VA_ARGS__)

HANDLER(add_overflow, const struct typed *data, uint64_t left, uint64_t right)
{
    overflow(data, "addition", "+", left, right);
}

HANDLER(sub_overflow, const struct typed *data, uint64_t left, uint64_t right)
{
    overflow(data, "subtraction", "-", left, right);
}

HANDLER(mul_overflow, const struct typed *data, uint64_t left, uint64_t right)
{
    overflow(data, "multiplication", "*", left, right);
}

HANDLER(negate_overflow, const struct typed *data, uint64_t value)
{
    overflow(data, "negation", "-", 0, value);
}

/* By zero, or the lowest number by -1. */
HANDLER(divrem_overflow, const struct typed *data, uint64_t left, uint64_t right)
{
    char first[VALUE_TEXT_MOST];
    char second[VALUE_TEXT_MOST];
    const struct type *type = data->type[0];
    FOUND(data->source, "division without a result (%s / %s in %s)", value_text(first, type, left),
          value_text(second, type, right), type->name);
}

HANDLER(shift_out_of_bounds, const struct typed *data, uint64_t value, uint64_t count)
{
    char first[VALUE_TEXT_MOST];
    char second[VALUE_TEXT_MOST];
    const struct type *type = data->type[0];
    FOUND(data->source, "shift of %s by %s in %s", value_text(first, type, value),
          value_text(second, data->type[1], count), type->name);
}

HANDLER(out_of_bounds, const struct typed *data, uint64_t index)
{
    char text[VALUE_TEXT_MOST];
    FOUND(data->source, "index %s beyond %s", value_text(text, data->type[1], index),
          data->type[0]->name);
}

HANDLER(load_invalid_value, const struct typed *data, uint64_t value)
{
    char text[VALUE_TEXT_MOST];
    FOUND(data->source, "%s is no value of %s", value_text(text, data->type[0], value),
          data->type[0]->name);
}

HANDLER(type_mismatch_v1, const struct access *data, uint64_t address)
{
    uint64_t align = 1ull << data->align_log;
    const char *access = access_text(data->kind);
    if (address == 0) {
        FOUND(data->source, "%s %s through a null pointer", access, data->type->name);
    } else if (address % align != 0) {
        FOUND(data->source, "%s %s at %llx, which is no multiple of %llu", access, data->type->name,
              (unsigned long long)address, (unsigned long long)align);
    } else {
        FOUND(data->source, "%s %s at %llx, where there is no room for it", access,
              data->type->name, (unsigned long long)address);
    }
}

HANDLER(pointer_overflow, const struct source *source, uint64_t base, uint64_t result)
{
    FOUND(*source, "pointer %llx moved to %llx", (unsigned long long)base,
          (unsigned long long)result);
}

/* What a function promises by its attributes: core/heap.h's say how blocks are aligned. */
HANDLER(alignment_assumption, const struct source *source, uint64_t address, uint64_t align,
        uint64_t offset)
{
    FOUND(*source, "pointer %llx is no multiple of %llu as was promised",
          (unsigned long long)(address - offset), (unsigned long long)align);
}

HANDLER(builtin_unreachable, const struct source *source)
{
    FOUND(*source, "unreachable code is reached");
    cpu_halt(); /* the one check with nothing behind it to go on with */
}

HANDLER(invalid_builtin, const struct source *source)
{
    FOUND(*source, "zero has no first and no last bit");
}
