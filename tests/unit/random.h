/*
 * random.h: numbers for tests that draw their cases, the same on every run.
 *
 * SplitMix64 by Sebastiano Vigna (public domain): a counter, stirred. A test that fails prints the
 * state with which its case began, so that the case can be repeated alone.
 */
#ifndef TESTS_UNIT_RANDOM_H
#define TESTS_UNIT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

static inline uint64_t random_next(struct random *random)
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

/* 0 to below - 1; the slight preference of the modulo does not matter to a test. */
static inline uint64_t random_below(struct random *random, uint64_t below)
{
    return random_next(random) % below;
}

/* A number of random length: small ones, and those near powers of two, are as likely as others. */
static inline uint64_t random_magnitude(struct random *random)
{
    uint64_t bits = random_next(random) >> random_below(random, 64);
    return random_below(random, 8) == 0 ? ~bits : bits;
}

#endif
