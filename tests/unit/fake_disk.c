/*
 * fake_disk.c: the fake machine's INT 13h, over a disk whose every word tells where it belongs.
 *
 * See fake_bios.h. [EDD3 13/41, 13/42] [RBIL 13/00, 13/02, 13/08, 13/41, 13/42]
 */
#include <string.h>

#include "common/image.h"
#include "common/pc/bios.h"
#include "tests/unit/fake_bios.h"

enum {
    LINE_BYTES = 1 << 16,
    PACKET_BYTES = 16,
    WORDS = SECTOR_BYTES / 4,
    BDA_SOMETHING = 0x74,
    SPOILT = 0xee,
};

struct packet {
    uint8_t bytes;
    uint8_t reserved;
    uint16_t count;
    uint16_t offset;
    uint16_t segment;
    uint64_t lba;
};

/* One read, whoever asked for it. */
struct read {
    uint64_t lba;
    uint32_t count;
    uint32_t to;
    uint32_t most; /* 0: no limit */
    bool fails;
};

uint32_t fake_sector_word(uint32_t lba, uint32_t index)
{
    return (lba * WORDS + index) * 0x9e3779b1u;
}

static void answer(struct bios_registers *out, uint8_t status, bool carry)
{
    set_low_half(&out->eax, (uint16_t)((uint32_t)status << 8 | (out->eax & UINT8_MAX)));
    set_carry(out, carry);
}

static void move(const struct read *read, uint32_t count)
{
    for (uint32_t sector = 0; sector < count; sector++) {
        for (uint32_t i = 0; i < WORDS; i++) {
            uint32_t word = fake_sector_word((uint32_t)read->lba + sector, i);
            memcpy(fake.memory + read->to + sector * SECTOR_BYTES + i * 4, &word, 4);
        }
        if (fake.disk.kernel != NULL && read->lba + sector == fake.disk.kernel_lba) {
            memcpy(fake.memory + read->to + sector * SECTOR_BYTES, fake.disk.kernel,
                   sizeof(*fake.disk.kernel));
        }
    }
}

static void check_rules(const struct read *read)
{
    uint32_t bytes = read->count * SECTOR_BYTES;
    if (read->count == 0 || read->count > 127) {
        fake_breach("a read of 0 sectors or of more than 127");
    }
    if (read->to % LINE_BYTES + bytes > LINE_BYTES) {
        fake_breach("a read over a 64 KiB line");
    }
    if (read->to + bytes > FIRST_MIB) {
        fake_breach("a read to above 1 MiB");
    }
}

static enum fake_read next_in_script(void)
{
    struct fake_disk *disk = &fake.disk;
    uint32_t index = disk->reads++;
    return index < disk->script_length ? disk->script[index] : READ_GOOD;
}

/* Whether this read must fail because of what is wrong with the disk, not by the script. */
static bool is_doomed(const struct read *read)
{
    const struct fake_disk *disk = &fake.disk;
    bool beyond = read->lba + read->count > disk->sectors;
    bool bad = disk->bad_lba >= read->lba && disk->bad_lba - read->lba < read->count;
    bool too_many = read->most != 0 && read->count > read->most;
    return read->fails || disk->in_error || beyond || bad || too_many;
}

/* Carries out one read. Returns how many sectors the BIOS says it moved. */
static uint32_t carry_out(const struct read *read, enum fake_read kind, struct bios_registers *out)
{
    struct fake_disk *disk = &fake.disk;
    check_rules(read);
    if (fake.breach != NULL) {
        answer(out, disk->status, true);
        return 0;
    }
    if (read->count > disk->largest_read) {
        disk->largest_read = read->count;
    }
    if (is_doomed(read) && kind != READ_ERROR_UNNUMBERED) {
        kind = READ_ERROR;
    }
    switch (kind) {
    case READ_ERROR:
    case READ_ERROR_AFTER_HALF:
    case READ_ERROR_UNNUMBERED:
        move(read, kind == READ_ERROR_AFTER_HALF ? read->count / 2 : 0);
        disk->in_error = disk->keeps_error;
        answer(out, kind == READ_ERROR_UNNUMBERED ? 0 : disk->status, true);
        return 0;
    case READ_SHORT:
        move(read, read->count / 2);
        answer(out, 0, false);
        return read->count / 2;
    case READ_NOTHING:
        answer(out, 0, false);
        return 0;
    case READ_CORRECTED:
        move(read, read->count);
        answer(out, BIOS_DISK_CORRECTED, true);
        return read->count;
    default:
        move(read, read->count);
        answer(out, kind == READ_GOOD_WITH_NUMBER ? disk->status : 0, false);
        return read->count;
    }
}

static void read_lba(const struct bios_registers *in, struct bios_registers *out)
{
    struct fake_disk *disk = &fake.disk;
    disk->lba_reads++;
    uint8_t *at = fake.memory + in->ds * 16u + low_half(in->esi);
    struct packet packet;
    memcpy(&packet, at, sizeof(packet));
    if (packet.bytes != PACKET_BYTES || packet.reserved != 0 || packet.lba > UINT32_MAX) {
        fake_breach("a packet that is not fresh");
    }
    if (packet.offset + packet.count * SECTOR_BYTES > LINE_BYTES) {
        fake_breach("a read over the end of its segment");
    }
    enum fake_read kind = next_in_script();
    struct read read = {
        .lba = packet.lba + disk->lba_garbage,
        .count = packet.count,
        .to = packet.segment * 16u + packet.offset,
        .most = disk->most_lba,
        .fails = disk->lba_fails,
    };
    packet.count = (uint16_t)carry_out(&read, kind, out);
    if (kind == READ_PACKET_SPOILT) {
        uint16_t count = packet.count;
        memset(&packet, SPOILT, sizeof(packet));
        packet.count = count;
    } else if (kind == READ_COUNT_WILD && packet.count > 0) {
        packet.count = UINT16_MAX;
    }
    memcpy(at, &packet, sizeof(packet));
}

/* [RBIL 13/02] A read that goes past its track is a breach, since many BIOSes fail it (quirk 40).
 * Nothing tells the caller how much has been moved, so a short read is an error here. */
static void read_chs(const struct bios_registers *in, struct bios_registers *out)
{
    struct fake_disk *disk = &fake.disk;
    disk->chs_reads++;
    uint32_t cylinder = (in->ecx >> 8 & 0xff) | (in->ecx & 0xc0) << 2;
    uint32_t head = in->edx >> 8 & 0xff;
    uint32_t sector = in->ecx & 0x3f;
    struct read read = {
        .lba = (cylinder * disk->real.heads + head) * disk->real.sectors + sector - 1,
        .count = in->eax & 0xff,
        .to = in->es * 16u + low_half(in->ebx),
        .most = disk->most_chs,
        .fails = disk->chs_fails || (disk->table_sectors > 0 && (in->eax & 0xff) > 1 &&
                                     sector - 1 + (in->eax & 0xff) > disk->table_sectors),
    };
    if (sector == 0 || sector > disk->real.sectors || head >= disk->real.heads) {
        fake_breach("a sector or head that the disk does not have");
    }
    if (sector - 1 + read.count > disk->real.sectors) {
        fake_breach("a read over the end of its track");
    }
    enum fake_read kind = next_in_script();
    carry_out(&read, kind == READ_SHORT || kind == READ_NOTHING ? READ_ERROR : kind, out);
}

static void edd_check(const struct bios_registers *in, struct bios_registers *out)
{
    const struct fake_disk *disk = &fake.disk;
    if (disk->edd_untouched) {
        *out = *in;
        return;
    }
    if (disk->edd_writes_at_ds) {
        fake.memory[in->ds * 16 + BDA_SOMETHING] = SPOILT;
    }
    if (disk->edd_spoils_dx) {
        set_low_half(&out->edx, 0);
    }
    if (!(in->eflags & EFLAGS_CF) || low_half(in->ecx) != 0) {
        fake_breach("an EDD check that takes an unknown call for a success (quirk 20)");
    }
    bool known = disk->edd || disk->edd_unanswered || disk->edd_without_packets ||
                 disk->edd_answers_and_fails;
    if (!known || low_half(in->ebx) != BIOS_DISK_EDD_ASK) {
        answer(out, BIOS_DISK_BAD_PARAMETER, true);
        return;
    }
    set_low_half(&out->ebx, disk->edd_unanswered ? low_half(in->ebx) : BIOS_DISK_EDD_ANSWER);
    set_low_half(&out->ecx, disk->edd_without_packets ? 6 : 7);
    answer(out, disk->edd_version, disk->edd_answers_and_fails);
}

static void geometry(struct bios_registers *out)
{
    const struct fake_disk *disk = &fake.disk;
    if (disk->geometry_unknown) {
        answer(out, BIOS_DISK_BAD_PARAMETER, true);
        return;
    }
    uint32_t cylinder = disk->told.cylinders - 1u;
    uint32_t cx = (cylinder & 0xff) << 8 | (cylinder >> 2 & 0xc0) | disk->told.sectors;
    set_low_half(&out->ecx, (uint16_t)cx);
    set_low_half(&out->edx, (uint16_t)((disk->told.heads - 1) << 8 | 1));
    out->es = 0xf000; /* a table of the BIOS's own for floppies (quirk 33) */
    answer(out, 0, false);
}

static void reset(struct bios_registers *out)
{
    struct fake_disk *disk = &fake.disk;
    disk->resets++;
    disk->in_error = false;
    answer(out, disk->reset_fails ? BIOS_DISK_RESET_FAILED : 0, disk->reset_fails);
}

void fake_disk_call(const struct bios_registers *in, struct bios_registers *out)
{
    if ((in->edx & 0xff) != fake.disk.drive) {
        fake_breach("a drive that is not the boot drive");
    }
    switch (in->eax >> 8) {
    case BIOS_DISK_RESET:
        reset(out);
        break;
    case BIOS_DISK_READ:
        read_chs(in, out);
        break;
    case BIOS_DISK_GEOMETRY:
        geometry(out);
        break;
    case BIOS_DISK_EDD_CHECK:
        edd_check(in, out);
        break;
    case BIOS_DISK_EDD_READ:
        read_lba(in, out);
        break;
    default:
        fake_breach("a function of INT 13h that reads nothing, or writes");
    }
}
