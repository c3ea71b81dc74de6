/*
 * fuzz_memory_map.c: the clean map of any list and any claims has all properties of
 * tests/unit/memory_oracle.h: sorted, gapless, in whole pages, what the oracle says at every edge,
 * and nothing usable that was not reported so.
 *
 * Input: what counts (1 byte: whether attributes do, how many claims there are, whether there is a
 * limit), the limit (8 bytes), entries as e820_input.h draws them; claims are the first of them.
 */
#include "tests/fuzz/e820_input.h"
#include "tests/unit/memory_oracle.h"

enum { ENTRIES_MOST = 40, CLAIMS_MOST = 7 };

static struct memory_range claim_of(struct e820_entry entry)
{
    uint64_t end = entry.base + entry.length;
    return (struct memory_range){.base = entry.base, .end = end, .kind = entry.attributes & 15};
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct random input = fuzz_draw(bytes, count);
    struct e820_entry entries[ENTRIES_MOST];
    struct memory_range claims[CLAIMS_MOST];
    uint64_t what = random_from_bytes(&input, 1);
    struct memory_source source = {
        .entries = entries,
        .claims = claims,
        .attributes_count = what & 1,
        .usable_limit = what & 2 ? random_from_bytes(&input, 8) : UINT64_MAX,
    };
    uint32_t claim_count = (what >> 2) % (CLAIMS_MOST + 1);
    while (input.left > 0 && source.claim_count < claim_count) {
        claims[source.claim_count++] = claim_of(e820_input_entry(&input));
    }
    while (input.left > 0 && source.entry_count < ENTRIES_MOST) {
        entries[source.entry_count++] = e820_input_entry(&input);
    }
    memory_properties_check(&source);
    return 0;
}
