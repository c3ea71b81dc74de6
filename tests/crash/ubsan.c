/*
 * ubsan.c: does the undefined thing whose name comes in over COM1. Nothing happens in the usual
 * build; with SANITIZE=1 each ends in a panic.
 *
 * The operands are volatile, so that no compiler can know the result, or complain of it. So is
 * what they are put into, so that none can drop the deed.
 */
#include <limits.h>

#include "common/string.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "tests/kernel/guest/typed.h"

static volatile int most = INT_MAX;
static volatile int least = INT_MIN;
static volatile int one = 1;
static volatile int too_many = 33;
static volatile int result;
static volatile int64_t long_least = INT64_MIN;
static volatile int64_t long_result;
static volatile uintptr_t nowhere = 0;
static uint32_t words[2];
static uint8_t bytes[4];
static volatile uint8_t not_bool = 2;
static volatile uintptr_t far = UINTPTR_MAX / 2;

static void addition(void)
{
    result = most + one;
}

static void subtraction(void)
{
    result = least - one;
}

static void multiplication(void)
{
    result = most * most;
}

static void negation(void)
{
    long_result = -long_least;
}

static void division(void)
{
    result = least / -one;
}

static void division_by_zero(void)
{
    result = one / (one - 1);
}

static void shift(void)
{
    result = one << too_many;
}

static void negative_shift(void)
{
    result = one << -one;
}

static void index(void)
{
    result = bytes[too_many];
}

static void null_load(void)
{
    result = *(const int *)nowhere;
}

static void null_store(void)
{
    *(int *)nowhere = 1;
}

static void misaligned_load(void)
{
    result = *(const int *)((uintptr_t)words + (uintptr_t)one);
}

static void boolean(void)
{
    static bool value;
    memcpy(&value, (const uint8_t *)&not_bool, sizeof(value));
    result = *(const volatile bool *)&value;
}

static void pointer(void)
{
    const uint8_t *at = bytes;
    result = (int)(uintptr_t)(at + far);
}

static void unreachable(void)
{
    if (one) {
        __builtin_unreachable();
    }
}

static void bit_of_zero(void)
{
    result = __builtin_ctz((unsigned)one - 1);
}

static const struct deed {
    const char *name;
    void (*act)(void);
} deeds[] = {
    {"addition", addition},
    {"subtraction", subtraction},
    {"multiplication", multiplication},
    {"negation", negation},
    {"division", division},
    {"division-by-zero", division_by_zero},
    {"shift", shift},
    {"negative-shift", negative_shift},
    {"index", index},
    {"null-load", null_load},
    {"null-store", null_store},
    {"misaligned-load", misaligned_load},
    {"boolean", boolean},
    {"pointer", pointer},
    {"unreachable", unreachable},
    {"bit-of-zero", bit_of_zero},
};

void kernel_run(void)
{
    for (;;) {
        char name[ASK_NAME_MOST];
        ask_name(name);
        for (size_t i = 0; i < ARRAY_LENGTH(deeds); i++) {
            if (strcmp(deeds[i].name, name) == 0) {
                deeds[i].act();
                print("%s is over\n", name);
            }
        }
    }
}
