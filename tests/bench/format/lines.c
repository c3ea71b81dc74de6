/*
 * lines.c: five lines as a kernel prints them, by our formatter and by the C library's.
 *
 * Run by tests/bench/format.py: "lines ours 3" formats line 3 twice, the second time in measured(),
 * whose instructions callgrind counts. lines.rs has the same lines in Rust.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/format.h"

static char buffer[256];
static const char *volatile name = "keyboard"; /* volatile: not known to the compiler */
static const char *volatile state = "waiting";
static volatile unsigned long long address = 0xffffffff80001234;
static volatile int number = 1234567;
static volatile unsigned small = 7;

#define LINES(print)                                                                               \
    switch (which) {                                                                               \
    case 0:                                                                                        \
        print(buffer, sizeof(buffer), "hello");                                                    \
        break;                                                                                     \
    case 1:                                                                                        \
        print(buffer, sizeof(buffer), "%d", number);                                               \
        break;                                                                                     \
    case 2:                                                                                        \
        print(buffer, sizeof(buffer), "[%5llu.%06llu] cpu%u: mapped 0x%016llx", 12ull, 345678ull,  \
              small, address);                                                                     \
        break;                                                                                     \
    case 3:                                                                                        \
        print(buffer, sizeof(buffer), "page fault: %s at 0x%016llx, error %#x, rip 0x%016llx",     \
              "write to a read-only page", address, small, address);                               \
        break;                                                                                     \
    default:                                                                                       \
        print(buffer, sizeof(buffer), "task %4u %-16s %-8s polls %10llu", small, name, state,      \
              1234567ull);                                                                         \
    }

static void ours(int which)
{
    LINES(format_buffer)
}

static void library(int which)
{
    LINES(snprintf)
}

/* What is measured; volatile, so that no compiler can make a special case of it. */
static void (*volatile format)(int line);
static volatile int line;

/* A name for callgrind. */
__attribute__((noinline)) static void measured(void)
{
    format(line);
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fputs("usage: lines ours|library LINE\n", stderr);
        return EXIT_FAILURE;
    }
    format = strcmp(arguments[1], "ours") == 0 ? ours : library;
    line = atoi(arguments[2]);
    format(line); /* what is done once only, as finding the C library's functions */
    measured();
    puts(buffer);
    return EXIT_SUCCESS;
}
