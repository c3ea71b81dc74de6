/*
 * e820.c: asks for the firmware's memory list, entry by entry, INT 15h AX=E820h.
 *
 * [ACPI 6.5 15] [RBIL 15/E820]. Called by memory.c. No other call of the BIOS has been got wrong in
 * so many ways: each rule below stands where the firmware that needs it would be misread.
 */
#include "stage2/real/e820.h"

#include "common/pc/bios.h"
#include "gen/layout.h"
#include "stage2/real/doors.h"
#include "stage2/real/raw.h"

enum {
    E820_LEAST_BYTES = 20, /* base, length, type; ACPI 3 added the attributes */
    E820_MOST_CALLS = 4 * BOOT_RAW_CAPACITY,
};

/* One answer of E820: the entry, and the value that asks for the next one. Nothing may be read
 * from that value but that 0 means the end (quirk 57). */
struct e820_answer {
    struct e820_entry entry;
    uint32_t next;
};

enum e820_result { E820_ENTRY, E820_END, E820_NOT_BELIEVED };

/*
 * Everything is set anew for each call, since BIOSes change what they were given (quirk 61). The
 * buffer is zeroed with the attribute preset, for those that write 20 bytes and for those that say
 * 24 and leave the attributes alone (quirks 62, 63).
 */
static enum e820_result e820_next(struct e820_answer *answer)
{
    struct e820_entry preset = {.attributes = E820_ATTRIBUTE_VALID};
    far_write(RAM_BIOS_BUFFER_START, &preset, sizeof(preset));
    struct bios_registers registers = {
        .eax = BIOS_SYSTEM_E820,
        .ebx = answer->next,
        .ecx = sizeof(preset),
        .edx = E820_SMAP,
        .edi = RAM_BIOS_BUFFER_START,
    };
    bios_call(BIOS_SYSTEM, &registers);

    /* CF comes before the signature: one BIOS ends its list without giving it (quirk 59). With CF
     * there is no entry in the buffer, whatever lies there (quirk 58). */
    if (registers.eflags & EFLAGS_CF) {
        answer->next = 0;
        return E820_END;
    }
    if (registers.eax != E820_SMAP) {
        return E820_NOT_BELIEVED;
    }
    /* Fewer bytes than an entry has are none; more than we asked for are not looked at, for some
     * BIOSes return nonsense here (quirk 60). */
    answer->next = registers.ebx;
    if (registers.ecx < E820_LEAST_BYTES) {
        return E820_END;
    }
    far_read(&answer->entry, RAM_BIOS_BUFFER_START, sizeof(answer->entry));
    if (registers.ecx < sizeof(answer->entry)) {
        answer->entry.attributes = E820_ATTRIBUTE_VALID;
    }
    return E820_ENTRY;
}

/*
 * The whole list. Some BIOSes never end it (quirk 64). A circle is found without keeping every
 * answer: one answer is marked, the mark moves on after 1, 2, 4, 8 ... answers, and when a later
 * one is equal in all, with what asks for the next, the BIOS will say the same for ever (Brent).
 */
bool e820_ask(struct facts *facts)
{
    struct e820_answer answer = {.next = 0};
    struct e820_answer mark = {.next = 0};
    uint32_t since_mark = 0;
    uint32_t mark_moves_after = 1;
    for (uint32_t calls = 0; calls < E820_MOST_CALLS; calls++) {
        enum e820_result result = e820_next(&answer);
        if (result == E820_NOT_BELIEVED) {
            /* The signature lost in the middle: a BIOS of which nothing is believed (quirk 59). */
            return false;
        }
        if (result == E820_END) {
            facts->raw_lost += answer.next != 0;
            return facts->raw_count > 0;
        }
        since_mark++;
        if (calls > 0 && answer.next == mark.next && entry_is_same(&answer.entry, &mark.entry)) {
            raw_forget_laps(facts, since_mark);
            break;
        }
        if (since_mark == mark_moves_after) {
            mark = answer;
            since_mark = 0;
            mark_moves_after *= 2;
        }
        raw_add(facts, &answer.entry);
        if (answer.next == 0) {
            return true;
        }
    }
    facts->raw_lost += facts->raw_lost == 0;
    return true;
}
