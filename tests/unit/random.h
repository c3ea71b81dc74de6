/*
 * random.h: numbers for tests that draw their cases, the same on every run.
 *
 * SplitMix64 by Sebastiano Vigna (public domain): a counter, stirred. A test that fails prints the
 * state with which its case began, so that the case can be repeated alone. A fuzzer draws the cases
 * from its input instead, which it then changes to reach what no case has reached yet.
 */
#ifndef TESTS_UNIT_RANDOM_H
#define TESTS_UNIT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state;
    const uint8_t *bytes; /* a fuzzer's input, from which numbers are drawn while there is one */
    size_t left;          /* of it; at its end all numbers are 0 */
};

/* Little-endian, from the next `count` bytes of the input. */
static inline uint64_t random_from_bytes(struct random *random, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count && random->left > 0; i++) {
        value |= (uint64_t)*random->bytes++ << 8 * i;
        random->left--;
    }
    return value;
}

static inline uint64_t random_next(struct random *random)
{
    if (random->bytes != NULL) {
        return random_from_bytes(random, sizeof(uint64_t));
    }
    uint64_t z = random->state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

/* 0 to below - 1; the slight preference of the modulo does not matter to a test. Of a fuzzer's
 * input it takes no byte more than such a number has. */
static inline uint64_t random_below(struct random *random, uint64_t below)
{
    if (random->bytes != NULL) {
        size_t count = 0;
        for (uint64_t most = below - 1; most > 0; most >>= 8) {
            count++;
        }
        return random_from_bytes(random, count) % below;
    }
    return random_next(random) % below;
}

/* A number of random length: small ones, and those near powers of two, are as likely as others. */
static inline uint64_t random_magnitude(struct random *random)
{
    uint64_t bits = random_next(random) >> random_below(random, 64);
    return random_below(random, 8) == 0 ? ~bits : bits;
}

#endif
