/*
 * shift64.c: shifts of 64-bit numbers on a 32-bit CPU, which clang's smallest code calls by name.
 *
 * [LLVM compiler-rt] lists them with these names and types. Pure; both halves of stage2 compile it,
 * and where the compiler shifts in line, as gcc does, the linker drops them again.
 */
#include "common/types.h"

uint64_t __ashldi3(uint64_t value, int bits);
uint64_t __lshrdi3(uint64_t value, int bits);
int64_t __ashrdi3(int64_t value, int bits);

enum { HALF_BITS = 32 };

static uint64_t join(uint32_t high, uint32_t low)
{
    union {
        uint32_t half[2];
        uint64_t whole;
    } number = {.half = {low, high}};
    return number.whole;
}

/* All three take bits from 0 to 63. */
uint64_t __ashldi3(uint64_t value, int bits)
{
    uint32_t low = (uint32_t)value;
    uint32_t high = (uint32_t)(value >> HALF_BITS);
    if (bits >= HALF_BITS) {
        return join(low << (bits - HALF_BITS), 0);
    }
    return bits == 0 ? value : join(high << bits | low >> (HALF_BITS - bits), low << bits);
}

uint64_t __lshrdi3(uint64_t value, int bits)
{
    uint32_t low = (uint32_t)value;
    uint32_t high = (uint32_t)(value >> HALF_BITS);
    if (bits >= HALF_BITS) {
        return join(0, high >> (bits - HALF_BITS));
    }
    return bits == 0 ? value : join(high >> bits, low >> bits | high << (HALF_BITS - bits));
}

int64_t __ashrdi3(int64_t value, int bits)
{
    uint64_t shifted = __lshrdi3((uint64_t)value, bits);
    uint64_t sign = value < 0 && bits > 0 ? __ashldi3(~0ull, 2 * HALF_BITS - bits) : 0;
    return (int64_t)(shifted | sign);
}
