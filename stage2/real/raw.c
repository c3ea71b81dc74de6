/*
 * raw.c: the list of the firmware's answers about memory, kept as they come.
 *
 * Filled by e820.c and memory.c; read by common/memory_map.c, which sorts out what is unsorted,
 * overlapping or empty in it. Pure: no BIOS, no port.
 */
#include "stage2/real/raw.h"

#include "common/string.h"

void raw_clear(struct facts *facts)
{
    facts->raw_count = 0;
    facts->raw_lost = 0;
    facts->usable_limit = MEMORY_ADDRESS_LIMIT;
}

/* By every byte: entries have no padding. */
bool entry_is_same(const struct e820_entry *a, const struct e820_entry *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

/* Told twice is not lost: a BIOS that begins its list again after 300 entries loses none. */
static bool raw_holds(const struct facts *facts, const struct e820_entry *entry)
{
    for (uint32_t i = 0; i < facts->raw_count; i++) {
        if (entry_is_same(&facts->raw[i], entry)) {
            return true;
        }
    }
    return false;
}

/* An entry that finds no room may say "reserved" of a range that a kept one calls usable, and who
 * sorts his list has the rest above it: so nothing from there on counts as usable. */
void raw_add(struct facts *facts, const struct e820_entry *entry)
{
    if (facts->raw_count < BOOT_RAW_CAPACITY) {
        facts->raw[facts->raw_count++] = *entry;
        return;
    }
    if (raw_holds(facts, entry)) {
        return;
    }
    facts->raw_lost++;
    if (entry->length > 0 && entry->base < facts->usable_limit) {
        facts->usable_limit = entry->base;
    }
}

/* Compares each entry with the one a lap before, from the end: what stays is what came before the
 * circle, and the circle once. */
void raw_forget_laps(struct facts *facts, uint32_t lap)
{
    while (facts->raw_count > lap && entry_is_same(&facts->raw[facts->raw_count - 1],
                                                   &facts->raw[facts->raw_count - 1 - lap])) {
        facts->raw_count--;
    }
}

/* Whether an entry makes at least one byte above 1 MiB usable. It may wrap at 2^64. */
static bool entry_is_usable(const struct facts *facts, const struct e820_entry *entry,
                            bool attributes_count)
{
    bool ignored = attributes_count && !(entry->attributes & E820_ATTRIBUTE_VALID);
    if (entry->type != E820_USABLE || ignored) {
        return false;
    }
    uint64_t below = entry->base < FIRST_MIB ? FIRST_MIB - entry->base : 0;
    return entry->length > below && entry->base + below < facts->usable_limit;
}

/* A rough question: what others say of the same range is for the clean map to weigh. */
bool raw_has_usable(const struct facts *facts, bool attributes_count)
{
    for (uint32_t i = 0; i < facts->raw_count; i++) {
        if (entry_is_usable(facts, &facts->raw[i], attributes_count)) {
            return true;
        }
    }
    return false;
}
