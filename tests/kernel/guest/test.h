/*
 * test.h: tests that run in the guest, collected by the linker.
 *
 * TEST(name) { ... } is all that adding one takes: its record goes into a section of its own, and
 * runner.c calls whatever stands there (row 04-1). A test passes if it returns; EXPECT panics.
 */
#ifndef TESTS_KERNEL_GUEST_TEST_H
#define TESTS_KERNEL_GUEST_TEST_H

#include "kernel/print.h"

struct test {
    const char *name;
    void (*run)(void);
};

#define TEST(name)                                                                                 \
    static void name(void);                                                                        \
    static const struct test test_##name __attribute__((used, section(".tests"))) = {#name, name}; \
    static void name(void)

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            panic("not so: " #condition);                                                          \
        }                                                                                          \
    } while (0)

#define EXPECT_EQUAL(actual, expected) expect_equal(#actual, actual, expected, __FILE__, __LINE__)

static inline void expect_equal(const char *what, uint64_t actual, uint64_t expected,
                                const char *file, int line)
{
    if (actual != expected) {
        panic_at(file, line, "%s is 0x%llx, expected 0x%llx", what, (unsigned long long)actual,
                 (unsigned long long)expected);
    }
}

#endif
