/*
 * fake_system.c: the fake machine's INT 15h: A20 and the three ways to ask for memory.
 *
 * See fake_bios.h. [ACPI 6.5 15] [RBIL 15/2401, 15/88, 15/E801, 15/E820]
 */
#include <string.h>

#include "common/pc/bios.h"
#include "tests/unit/fake_bios.h"

enum {
    TOKEN = 0xc0de0000, /* EBX names the next entry in a way that only this BIOS understands */
    RUBBISH_BYTE = 0xa5,
    MIB = 1 << 20,
    E820_OLD_BYTES = 20, /* before ACPI 3 */
};

static void unsupported(const struct bios_registers *in, struct bios_registers *out)
{
    if (fake.system.unknown_untouched) {
        *out = *in;
        return;
    }
    set_low_half(&out->eax, BIOS_SYSTEM_UNSUPPORTED);
    set_carry(out, true);
}

static void a20_call(struct bios_registers *out)
{
    struct fake_gate *gate = &fake.gate;
    gate->bios_calls++;
    gate->asked |= gate->bios_opens;
    gate->open |= gate->asked && gate->delay == 0;
    set_low_half(&out->eax, gate->bios_says_error ? BIOS_SYSTEM_UNSUPPORTED : 0);
    set_carry(out, gate->bios_says_error);
}

static uint8_t *e820_buffer(const struct bios_registers *in)
{
    uint32_t address = in->es * 16u + low_half(in->edi);
    return fake.memory + address;
}

/* The entry's place in the list, from what the caller gives as continuation. */
static uint32_t e820_index(const struct bios_registers *in)
{
    struct fake_system *system = &fake.system;
    if (in->ebx == 0) {
        return 0;
    }
    if (in->ebx != system->last_token) {
        fake_breach("E820 asked with a continuation that it has not given");
    }
    return system->next_index;
}

static void e820_write(const struct bios_registers *in, uint32_t index, uint32_t bytes)
{
    struct fake_system *system = &fake.system;
    struct e820_entry entry = {
        .base = (uint64_t)index * 2 * MIB,
        .length = MIB,
        .type = E820_USABLE,
        .attributes = E820_ATTRIBUTE_VALID,
    };
    if (!system->never_ends) {
        entry = system->entries[index];
    }
    uint32_t most = system->leaves_attributes ? E820_OLD_BYTES : sizeof(entry);
    memcpy(e820_buffer(in), &entry, bytes < most ? bytes : most);
    if (system->spoils_attributes) {
        memset(e820_buffer(in) + E820_OLD_BYTES, RUBBISH_BYTE & ~E820_ATTRIBUTE_VALID,
               sizeof(entry.attributes));
    }
}

/* The token for what follows entry `index`; 0 at the end of the list. */
static uint32_t e820_follow(uint32_t index)
{
    struct fake_system *system = &fake.system;
    bool last = !system->never_ends && index + 1 == (uint32_t)system->entry_count;
    system->next_index = index + 1;
    if (last && system->circle_to != FAKE_NOWHERE) {
        system->next_index = (uint32_t)system->circle_to;
    } else if (last && !system->ends_with_cf) {
        return 0;
    }
    return system->counts_itself ? 1 : (TOKEN | system->next_index);
}

static void e820_call(const struct bios_registers *in, struct bios_registers *out)
{
    struct fake_system *system = &fake.system;
    system->e820_calls++;
    if (in->edx != E820_SMAP || in->ecx < E820_OLD_BYTES) {
        fake_breach("E820 asked without its signature or for less than an entry");
    }
    if (system->entries == NULL && !system->never_ends) {
        unsupported(in, out);
        return;
    }
    uint32_t index = e820_index(in);
    if (!system->never_ends && index >= (uint32_t)system->entry_count) {
        memset(e820_buffer(in), RUBBISH_BYTE, sizeof(struct e820_entry));
        out->eax = system->forgets_smap_with_cf ? 0 : E820_SMAP;
        set_carry(out, true);
        return;
    }
    bool cut_short = (int)index == system->short_at;
    uint32_t bytes = cut_short ? system->short_bytes : system->entry_bytes;
    if (bytes <= sizeof(struct e820_entry) && bytes > in->ecx) {
        bytes = in->ecx;
    }
    e820_write(in, index, bytes);
    out->eax = (int)index == system->smap_lost_at ? 0 : E820_SMAP;
    out->ebx = cut_short && system->short_ends ? 0 : e820_follow(index);
    out->ecx = bytes;
    system->last_token = out->ebx;
    set_carry(out, false);
}

static void e801_call(const struct bios_registers *in, struct bios_registers *out)
{
    const struct fake_system *system = &fake.system;
    if (!system->e801_known) {
        unsupported(in, out);
        return;
    }
    set_low_half(&out->eax, system->e801_ax);
    set_low_half(&out->ebx, system->e801_bx);
    set_low_half(&out->ecx, system->e801_cx);
    set_low_half(&out->edx, system->e801_dx);
    set_carry(out, false);
}

static void memory_88_call(const struct bios_registers *in, struct bios_registers *out)
{
    if (!fake.system.memory_88_known) {
        unsupported(in, out);
        return;
    }
    set_low_half(&out->eax, fake.system.memory_88);
    set_carry(out, false);
}

void fake_system_call(const struct bios_registers *in, struct bios_registers *out)
{
    switch (low_half(in->eax)) {
    case BIOS_SYSTEM_A20_ENABLE:
        a20_call(out);
        break;
    case BIOS_SYSTEM_E820:
        e820_call(in, out);
        break;
    case BIOS_SYSTEM_E801:
        e801_call(in, out);
        break;
    case BIOS_SYSTEM_EXTENDED_MEMORY:
        memory_88_call(in, out);
        break;
    case BIOS_SYSTEM_TARGET_MODE:
        if (low_half(in->ebx) != BIOS_SYSTEM_TARGET_LONG) {
            fake_breach("a target mode that is not long mode");
        }
        if (fake.system.target_known) {
            set_carry(out, false);
        } else {
            unsupported(in, out);
        }
        break;
    default:
        fake_breach("a function of INT 15h that nobody needs");
    }
}
