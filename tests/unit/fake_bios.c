/*
 * fake_bios.c: the doors of the fake machine: BIOS calls, and memory with its A20 gate.
 *
 * Implements stage2/real/doors.h for the host. See fake_bios.h.
 */
#include "tests/unit/fake_bios.h"

#include <string.h>

#include "common/pc/bios.h"
#include "tests/unit/cmocka_headers.h"

enum {
    FAR_MOST_BYTES = 65536 - 16,
    RUBBISH = 0x5ca1ab1e,
    EFLAGS_RESERVED = 1 << 1,
    EFLAGS_INTERRUPTS = 1 << 9,
    EFLAGS_DIRECTION = 1 << 10,
};

struct fake_bios fake;

void fake_start(void)
{
    memset(&fake, 0, sizeof(fake));
    memset(fake.memory, 0xcc, sizeof(fake.memory)); /* no RAM is zero when it is switched on */
    fake.disk = (struct fake_disk){
        .drive = 0x80,
        .sectors = 4096,
        .edd = true,
        .edd_version = 0x30,
        .real = {.cylinders = 16, .heads = 16, .sectors = 63},
        .told = {.cylinders = 16, .heads = 16, .sectors = 63},
        .status = BIOS_DISK_SECTOR_NOT_FOUND,
        .bad_lba = UINT32_MAX,
    };
    fake.system = (struct fake_system){
        .entry_bytes = sizeof(struct e820_entry),
        .smap_lost_at = FAKE_NOWHERE,
        .short_at = FAKE_NOWHERE,
        .circle_to = FAKE_NOWHERE,
        .int12 = 639,
    };
    uint8_t *bda = fake.memory + BDA_SEGMENT * 16;
    bda[BDA_KEYBOARD_FLAGS] = 0x20; /* Num Lock */
    memcpy(bda + BDA_LOW_MEMORY_KIB, &(uint16_t){639}, 2);
    memcpy(bda + BDA_EBDA_SEGMENT, &(uint16_t){0x9fc0}, 2);
    fake_console_start();
    fake.gate = (struct fake_gate){
        .bios_opens = true,
        .port_92_opens = true,
        .i8042_opens = true,
        .i8042_present = true,
    };
}

void fake_breach(const char *what)
{
    if (fake.breach == NULL) {
        fake.breach = what;
    }
}

int fake_setup(void **state)
{
    (void)state;
    fake_start();
    return 0;
}

int fake_teardown(void **state)
{
    (void)state;
    if (fake.breach == NULL) {
        return 0;
    }
    print_error("the caller broke a rule: %s\n", fake.breach);
    return -1;
}

uint16_t low_half(uint32_t value)
{
    return (uint16_t)value;
}

void set_low_half(uint32_t *value, uint16_t half)
{
    *value = (*value & 0xffff0000u) | half;
}

void set_carry(struct bios_registers *out, bool carry)
{
    out->eflags = (out->eflags & ~EFLAGS_CF) | (carry ? EFLAGS_CF : 0);
}

/* Some BIOSes take 32 bits where 16 are meant (quirk 43). EDX of E820 is 32 bits by definition, and
 * EBX there is the BIOS's own. */
static void check_upper_halves(uint8_t vector, const struct bios_registers *registers)
{
    uint32_t all =
        registers->eax | registers->ecx | registers->esi | registers->edi | registers->esp_unused;
    if (vector != BIOS_VIDEO) { /* there EBP is the address of a text, which is the host's here */
        all |= registers->ebp;
    }
    if (vector != BIOS_SYSTEM) {
        all |= registers->ebx | registers->edx;
    }
    if (all > UINT16_MAX) {
        fake_breach("upper half of a register not clear");
    }
    if (registers->eflags & ~EFLAGS_CF) {
        fake_breach("a flag other than CF goes in");
    }
}

/* What many BIOSes leave in every register that is no answer (quirks 33, 61, 69). CF stays, for the
 * one that does not know the call. */
static struct bios_registers rubbish(const struct bios_registers *in)
{
    struct bios_registers out = {
        .es = low_half(RUBBISH),
        .ds = low_half(RUBBISH >> 8),
        .eflags = (in->eflags & EFLAGS_CF) | EFLAGS_RESERVED | EFLAGS_DIRECTION,
    };
    uint32_t *all[] = {&out.eax, &out.ebx, &out.ecx, &out.edx, &out.esi, &out.edi, &out.ebp};
    for (uint32_t i = 0; i < ARRAY_LENGTH(all); i++) {
        *all[i] = RUBBISH + i;
    }
    return out;
}

void bios_call(uint8_t vector, struct bios_registers *registers)
{
    fake.calls++;
    check_upper_halves(vector, registers);
    struct bios_registers in = *registers;
    in.eflags |= EFLAGS_RESERVED | EFLAGS_INTERRUPTS;
    struct bios_registers out = fake.clobbers ? rubbish(&in) : in;
    switch (vector) {
    case BIOS_VIDEO:
        fake_video_call(&in, &out);
        break;
    case BIOS_LOW_MEMORY:
        set_low_half(&out.eax, fake.system.int12);
        break;
    case BIOS_DISK:
        fake_disk_call(&in, &out);
        break;
    case BIOS_SYSTEM:
        fake_system_call(&in, &out);
        break;
    default:
        fake_breach("an interrupt that nobody needs");
    }
    *registers = out;
}

/* Where a linear address lies: with A20 shut, the second MiB is the first. */
static uint8_t *place(uint32_t address)
{
    if (address >= FIRST_MIB && !fake.gate.open) {
        address -= FIRST_MIB;
    }
    return fake.memory + address;
}

static bool far_is_possible(uint32_t address, uint32_t bytes)
{
    bool possible = bytes <= FAR_MOST_BYTES && address + bytes <= FAKE_MEMORY_BYTES - 16 &&
                    (address >= FIRST_MIB || address + bytes <= FIRST_MIB);
    if (!possible) {
        fake_breach("far memory out of reach");
    }
    return possible;
}

void far_read(void *to, uint32_t from, uint16_t bytes)
{
    if (!far_is_possible(from, bytes)) {
        return;
    }
    memcpy(to, place(from), bytes);
    if (from >= FIRST_MIB && fake.gate.odd_reads > 0) {
        fake.gate.odd_reads--;
        memset(to, UINT8_MAX, bytes);
    }
}

void far_write(uint32_t to, const void *from, uint16_t bytes)
{
    if (to >= FIRST_MIB) {
        fake_breach("a write above 1 MiB");
    } else if (far_is_possible(to, bytes)) {
        memcpy(place(to), from, bytes);
    }
}
