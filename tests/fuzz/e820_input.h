/*
 * e820_input.h: a firmware's memory list, drawn from a fuzzer's input.
 */
#ifndef TESTS_FUZZ_E820_INPUT_H
#define TESTS_FUZZ_E820_INPUT_H

#include "common/memory_map.h"
#include "tests/fuzz/fuzz.h"

/*
 * One entry. A first byte below 128 is its type, and base, length (8 bytes each) follow as firmware
 * gives them, so that real lists can stand in the corpus. From 128 on it lies among a few pages,
 * where entries meet: its low bits are the type and how fine it is cut, then base and length (a
 * byte each) count pages or eighths of them. Last an attribute byte where the type's bit 3 is set.
 */
static inline struct e820_entry e820_input_entry(struct random *input)
{
    uint64_t first = random_from_bytes(input, 1);
    struct e820_entry entry = {.type = first & 7, .attributes = E820_ATTRIBUTE_VALID};
    if (first < 128) {
        entry.base = random_from_bytes(input, 8);
        entry.length = random_from_bytes(input, 8);
    } else {
        uint64_t unit = first & 1 << 4 ? 512 : 4096;
        uint64_t origin = first & 1 << 5 ? MEMORY_ADDRESS_LIMIT - 256 * 4096 : 0;
        entry.base = origin + random_from_bytes(input, 1) * unit;
        entry.length = random_from_bytes(input, 1) * unit;
    }
    if (first & 1 << 3) {
        entry.attributes = (uint32_t)random_from_bytes(input, 1);
    }
    return entry;
}

#endif
