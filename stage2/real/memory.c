/*
 * memory.c: asks the firmware what memory there is: E820, else E801, else AH=88h.
 *
 * [RBIL 12, 15/88, 15/E801]; E820 has a file of its own. Called by main.c once A20 is open. The
 * answers are kept as they come; what follows from them is worked out by common/memory_map.c, from
 * the source that stage2/source.c hands to it. The two old calls give sums alone: they are turned
 * into entries as E820 would have told them.
 */
#include "stage2/real/memory.h"

#include "common/pc/bios.h"
#include "gen/layout.h"
#include "stage2/real/doors.h"
#include "stage2/real/e820.h"
#include "stage2/real/raw.h"

enum {
    KIB = 1 << 10,

    /* E801 splits memory where the ISA bus could have a window from 15 to 16 MiB. */
    E801_SPLIT = 16 * FIRST_MIB,
    E801_BELOW_MOST_KIB = (E801_SPLIT - FIRST_MIB) / KIB,
    E801_ABOVE_UNIT = 64 * KIB,

    /* AH=88h knows nothing of that window: what it says counts below it alone. */
    MEMORY_88_MOST_KIB = 14 * KIB,

    /* Between these, a figure for the end of low memory is believed. */
    LOW_MEMORY_LEAST = 128 * KIB,
    LOW_MEMORY_MOST = 640 * KIB,
    /* Where none can be, this much: a 64-bit PC has it, and no BIOS keeps so much for itself. */
    LOW_MEMORY_DOUBTED = 512 * KIB,
};

#define E801_ABOVE_MOST 0xfec00000u /* the I/O APIC, below which memory ends [MP 1.4, 3.6.5] */

static void raw_add_usable(struct facts *facts, uint64_t base, uint64_t end)
{
    if (base < end) {
        raw_add(facts, &(struct e820_entry){
                           .base = base,
                           .length = end - base,
                           .type = E820_USABLE,
                           .attributes = E820_ATTRIBUTE_VALID,
                       });
    }
}

/*
 * Two figures, in AX and BX or in CX and DX or in both pairs:
 *
 *     1 MiB                      16 MiB                           at most 0xFEC00000
 *       |--- AX, KiB ---|  window  |--- BX, units of 64 KiB ---|
 *
 * Where the first falls short of 15 MiB, what follows is a window of the ISA bus, and the second
 * counts from 16 MiB all the same (quirk 67).
 */
static bool e801_ask(struct facts *facts)
{
    struct bios_registers registers = {.eax = BIOS_SYSTEM_E801};
    bios_call(BIOS_SYSTEM, &registers);
    if (registers.eflags & EFLAGS_CF) {
        return false;
    }
    bool in_cx_dx = (registers.ecx | registers.edx) & UINT16_MAX;
    uint16_t below_kib = (uint16_t)(in_cx_dx ? registers.ecx : registers.eax);
    uint16_t above_units = (uint16_t)(in_cx_dx ? registers.edx : registers.ebx);
    if (below_kib > E801_BELOW_MOST_KIB) {
        return false;
    }
    uint64_t above_end = E801_SPLIT + (uint64_t)above_units * E801_ABOVE_UNIT;
    if (above_end > E801_ABOVE_MOST) {
        above_end = E801_ABOVE_MOST;
    }
    raw_add_usable(facts, 0, facts->low_memory_bytes);
    raw_add_usable(facts, FIRST_MIB, FIRST_MIB + (uint32_t)below_kib * KIB);
    raw_add_usable(facts, E801_SPLIT, above_end);
    return true;
}

/* A BIOS that does not know the call may say so in AX alone, or leave AX as it was; taken for a
 * size, each of these would be more than 30 MiB (quirk 67). */
static bool memory_88_ask(struct facts *facts)
{
    struct bios_registers registers = {.eax = BIOS_SYSTEM_EXTENDED_MEMORY};
    bios_call(BIOS_SYSTEM, &registers);
    uint16_t kib = (uint16_t)registers.eax;
    if (registers.eflags & EFLAGS_CF || kib == BIOS_SYSTEM_BAD_COMMAND ||
        kib == BIOS_SYSTEM_UNSUPPORTED || kib == BIOS_SYSTEM_EXTENDED_MEMORY) {
        return false;
    }
    if (kib > MEMORY_88_MOST_KIB) {
        kib = MEMORY_88_MOST_KIB;
    }
    raw_add_usable(facts, 0, facts->low_memory_bytes);
    raw_add_usable(facts, FIRST_MIB, FIRST_MIB + (uint32_t)kib * KIB);
    return true;
}

static uint16_t bda_read(uint32_t offset)
{
    uint16_t value;
    far_read(&value, BDA_SEGMENT * 16 + offset, sizeof(value));
    return value;
}

/* INT 12h forgets the extended BIOS data area on some machines, and talks nonsense on others: of
 * what it says, of its variable and of the start of that area, the least that can be is believed
 * (quirk 66). */
static uint32_t low_memory_ask(void)
{
    struct bios_registers registers = {.eax = 0};
    bios_call(BIOS_LOW_MEMORY, &registers);
    const uint32_t figures[] = {
        (registers.eax & UINT16_MAX) * KIB,
        (uint32_t)bda_read(BDA_LOW_MEMORY_KIB) * KIB,
        (uint32_t)bda_read(BDA_EBDA_SEGMENT) * 16,
    };
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < ARRAY_LENGTH(figures); i++) {
        if (figures[i] >= LOW_MEMORY_LEAST && figures[i] <= LOW_MEMORY_MOST && figures[i] < least) {
            least = figures[i];
        }
    }
    return least == UINT32_MAX ? LOW_MEMORY_DOUBTED : least;
}

static const struct query {
    enum memory_method method;
    bool (*ask)(struct facts *facts);
} queries[] = {
    {MEMORY_E820, e820_ask},
    {MEMORY_E801, e801_ask},
    {MEMORY_88, memory_88_ask},
};

bool memory_ask(struct facts *facts)
{
    facts->memory_method = 0;
    facts->low_memory_bytes = low_memory_ask();
    for (uint32_t i = 0; i < ARRAY_LENGTH(queries); i++) {
        raw_clear(facts);
        if (!queries[i].ask(facts)) {
            continue;
        }
        /* Some firmware never sets the attribute that says "do not ignore me": believing it would
         * leave no memory at all (quirk 62). */
        facts->attributes_count = raw_has_usable(facts, true);
        if (raw_has_usable(facts, false)) {
            facts->memory_method = (uint8_t)queries[i].method;
            return true;
        }
    }
    return false;
}

const char *memory_method_name(enum memory_method method)
{
    switch (method) {
    case MEMORY_E820:
        return "E820";
    case MEMORY_E801:
        return "E801";
    case MEMORY_88:
        return "AH=88h";
    }
    return "no method";
}
