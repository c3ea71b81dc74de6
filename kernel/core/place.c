/*
 * place.c: finds the place of an address among those that the caller knows.
 *
 * Called by kernel/crash/where.c.
 */
#include "kernel/core/place.h"

#include "common/format.h"
#include "common/paging.h"

static bool in_page_before(uint64_t address, uint64_t limit)
{
    return address < limit && limit - address <= PAGE_BYTES;
}

static bool in_page_behind(uint64_t address, uint64_t limit)
{
    return address >= limit && address - limit < PAGE_BYTES;
}

static const char *guard_side(const struct place *place, uint64_t address)
{
    if (!place->guarded) {
        return NULL;
    }
    if (in_page_before(address, place->start)) {
        return "below";
    }
    return in_page_behind(address, place->end) ? "above" : NULL;
}

const char *place_text(char buffer[PLACE_TEXT_MOST], const struct place *places, size_t count,
                       uint64_t address)
{
    if (!virt_is_canonical(virt(address))) {
        return "no address: bits 63 to 47 differ";
    }
    if (address < PAGE_BYTES) {
        return "page 0: a null pointer";
    }
    for (size_t i = 0; i < count; i++) {
        const char *side = guard_side(&places[i], address);
        if (side) {
            format_buffer(buffer, PLACE_TEXT_MOST, "the guard page %s %s", side, places[i].name);
            return buffer;
        }
        if (address >= places[i].start && address < places[i].end) {
            format_buffer(buffer, PLACE_TEXT_MOST, "%s + 0x%llx", places[i].name,
                          (unsigned long long)(address - places[i].start));
            return buffer;
        }
    }
    return "nothing of ours";
}
