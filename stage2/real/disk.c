/*
 * disk.c: reads the boot drive through INT 13h, and does not give up easily.
 *
 * [EDD3 13/41, 13/42] [RBIL 13/00, 13/02, 13/08, 13/41, 13/42]. Called by main.c and load.c;
 * transfer.c chooses each transfer, disk_text.c has the words for what went wrong. For each one:
 *
 *     by LBA                     6 tries, with a reset between; from the fourth on ever smaller,
 *                                down to one sector
 *     the same sectors by CHS    6 tries, going on at that size, where LBA fails or EDD is missing
 *
 * CF alone tells success from failure: there are BIOSes that leave a number in AH although all went
 * well, and others that fail without a number (quirk 31).
 */
#include "stage2/real/disk.h"

#include "common/image.h"
#include "common/pc/bios.h"
#include "gen/layout.h"
#include "stage2/real/doors.h"

enum {
    PARAGRAPH_BYTES = 16,
    TRIES_AT_FULL_SIZE = DISK_TRIES / 2,

    /* The one floppy that the image is made for, 1.44 MB: disk.layout, floppy. */
    FLOPPY_CYLINDERS = 80,
    FLOPPY_HEADS = 2,
    FLOPPY_SECTORS = 18,
};

_Static_assert(FLOPPY_CYLINDERS *FLOPPY_HEADS *FLOPPY_SECTORS == DISK_FLOPPY_SECTORS,
               "disk.layout: a floppy is 1.44 MB");

/* [EDD3 13/42] What EDD_READ finds at DS:SI. */
struct disk_packet {
    uint8_t packet_bytes;
    uint8_t reserved;
    uint16_t count; /* in: sectors to move; out: sectors moved */
    uint16_t offset;
    uint16_t segment;
    uint64_t lba;
};

_Static_assert(sizeof(struct disk_packet) == 16, "the packet of EDD 1.1");

/* One call for the boot drive. The number in DL is ours again each time, since BIOSes spoil it
 * (quirk 18). Returns whether the BIOS reports success. */
static bool disk_call(const struct disk *disk, uint8_t function, struct bios_registers *registers)
{
    registers->eax |= (uint32_t)function << 8;
    registers->edx |= disk->drive;
    bios_call(BIOS_DISK, registers);
    return !(registers->eflags & EFLAGS_CF);
}

static uint8_t status_of(const struct bios_registers *registers)
{
    return (uint8_t)(registers->eax >> 8);
}

/*
 * EDD is there where CF is clear, BX is answered and CX promises packets, all three (quirk 19). CF
 * goes in set and CX zero, for a BIOS that returns with everything as it was (quirk 20); DS points
 * at the BIOS's data, for one that writes there without loading DS itself (quirk 21).
 */
static bool edd_ask(struct disk *disk)
{
    struct bios_registers registers = {
        .ebx = BIOS_DISK_EDD_ASK,
        .ds = BDA_SEGMENT,
        .eflags = EFLAGS_CF,
    };
    bool known = disk_call(disk, BIOS_DISK_EDD_CHECK, &registers);
    bool answered = (registers.ebx & UINT16_MAX) == BIOS_DISK_EDD_ANSWER;
    bool packets = registers.ecx & BIOS_DISK_EDD_PACKETS;
    if (!known || !answered || !packets) {
        return false;
    }
    disk->edd_version = status_of(&registers); /* AH, which is no status this time */
    return true;
}

/* Some firmware announces EDD and hangs when it is used, so no error leads to CHS: whoever holds
 * Shift while stage2 starts has it from the first read on (quirk 24). */
static bool shift_is_held(void)
{
    uint8_t flags;
    far_read(&flags, RAM_BDA_START + BDA_KEYBOARD_FLAGS, sizeof(flags));
    return flags & BDA_KEYBOARD_SHIFT;
}

static void geometry_set(struct disk *disk, struct chs_geometry geometry)
{
    disk->cylinders = geometry.cylinders;
    disk->heads = geometry.heads;
    disk->sectors = geometry.sectors;
}

static struct chs_geometry geometry_of(const struct disk *disk)
{
    return (struct chs_geometry){disk->cylinders, disk->heads, disk->sectors};
}

/*
 * The geometry in which this BIOS translates for this drive: the next machine has another one for
 * the same stick (quirk 38). The answer holds the highest numbers, not the counts. Returns a
 * status, 0 where the geometry is known.
 */
static uint8_t geometry_ask(struct disk *disk)
{
    struct bios_registers registers = {.eax = 0};
    bool known = disk_call(disk, BIOS_DISK_GEOMETRY, &registers);
    uint32_t cx = registers.ecx;
    struct chs_geometry geometry = {
        .cylinders =
            (uint16_t)(((cx & BIOS_DISK_CYLINDER_HIGH_MASK) << 2 | (cx >> 8 & UINT8_MAX)) + 1),
        .heads = (uint16_t)((registers.edx >> 8 & UINT8_MAX) + 1),
        .sectors = cx & BIOS_DISK_SECTOR_MASK,
    };
    if (known && chs_is_usable(geometry)) {
        geometry_set(disk, geometry);
        return 0;
    }
    /* Old BIOSes do not know the call for a floppy (quirk 39). */
    if (disk->drive < BIOS_DISK_FIRST_HARD) {
        geometry_set(disk, (struct chs_geometry){FLOPPY_CYLINDERS, FLOPPY_HEADS, FLOPPY_SECTORS});
        return 0;
    }
    return known ? DISK_STATUS_GEOMETRY : status_of(&registers);
}

bool disk_open(struct disk *disk, uint8_t drive)
{
    *disk = (struct disk){.drive = drive, .most_sectors = DISK_MOST_SECTORS};
    if (!shift_is_held() && edd_ask(disk)) {
        disk->method = DISK_LBA;
        return true;
    }
    disk->method = DISK_CHS;
    disk->status = geometry_ask(disk);
    return disk->heads != 0;
}

/* Errors go away by themselves, on USB and floppies above all, but often only after a reset (quirk
 * 29); where there is no medium, some BIOSes stumble over one. Its own status is not of interest.
 */
static void disk_reset(const struct disk *disk)
{
    if (disk->status == BIOS_DISK_NO_MEDIUM) {
        return;
    }
    struct bios_registers registers = {.eax = 0};
    disk_call(disk, BIOS_DISK_RESET, &registers);
}

/* Takes note of how a read ended. Data that ECC has corrected is good, though some BIOSes report it
 * as an error (quirk 31). */
static bool note_result(struct disk *disk, bool success, uint8_t status)
{
    if (success || status == BIOS_DISK_CORRECTED) {
        return true;
    }
    disk->status = status;
    return false;
}

/* The packet is written anew for each call, since BIOSes write into it: the sectors moved into the
 * count, and other things elsewhere (quirk 27). The segment takes the whole address, so the offset
 * is 0 and no transfer can wrap round in its segment (quirk 26). */
static bool read_lba(struct disk *disk, const struct transfer *left, uint16_t count)
{
    struct disk_packet packet = {
        .packet_bytes = sizeof(packet),
        .count = count,
        .segment = (uint16_t)(left->to / PARAGRAPH_BYTES),
        .lba = left->lba,
    };
    far_write(RAM_BIOS_BUFFER_START, &packet, sizeof(packet));
    struct bios_registers registers = {.esi = RAM_BIOS_BUFFER_START};
    bool success = disk_call(disk, BIOS_DISK_EDD_READ, &registers);
    if (!note_result(disk, success, status_of(&registers))) {
        return false;
    }
    /* Less than was asked for is a failure, not a part of a success: whether the figure counts what
     * was moved or what was not is a matter of the BIOS. More is no count at all, and is ignored.
     */
    far_read(&packet, RAM_BIOS_BUFFER_START, sizeof(packet));
    return note_result(disk, packet.count >= count, DISK_STATUS_SHORT);
}

/* AL comes back as the sectors moved, but on many BIOSes it does not [RBIL 13/02], so it is not
 * looked at. */
static bool read_chs(struct disk *disk, const struct transfer *left, uint16_t count,
                     struct chs_address address)
{
    uint32_t cylinder_high = (address.cylinder >> 2) & BIOS_DISK_CYLINDER_HIGH_MASK;
    struct bios_registers registers = {
        .eax = count,
        .ecx = (uint32_t)(address.cylinder & UINT8_MAX) << 8 | cylinder_high | address.sector,
        .edx = (uint32_t)address.head << 8,
        .es = (uint16_t)(left->to / PARAGRAPH_BYTES),
    };
    bool success = disk_call(disk, BIOS_DISK_READ, &registers);
    return note_result(disk, success, status_of(&registers));
}

/* Chooses a transfer by the disk's method and tries it once. Returns whether it succeeded; *count
 * is what it moved, or was to move; 0 where the method cannot name the sectors. */
static bool transfer_try(struct disk *disk, const struct transfer *left, uint16_t *count)
{
    if (disk->method == DISK_LBA) {
        *count = transfer_next(left, disk->most_sectors);
        return read_lba(disk, left, *count);
    }
    struct chs_address address;
    if (!chs_find(geometry_of(disk), left->lba, &address)) {
        *count = 0;
        disk->status = DISK_STATUS_BEYOND;
        return false;
    }
    *count = transfer_next_in_track(left, disk->most_sectors, geometry_of(disk), address);
    return read_chs(disk, left, *count, address);
}

/* Moves the beginning of what is left by the disk's method, with all tries. Returns how much, 0
 * where nothing helped. */
static uint16_t transfer_insist(struct disk *disk, const struct transfer *left)
{
    for (uint32_t tries = 1; tries <= DISK_TRIES; tries++) {
        uint16_t count;
        bool success = transfer_try(disk, left, &count);
        if (count == 0) {
            return 0;
        }
        disk->reads++;
        disk->retries += tries > 1;
        if (success) {
            return count;
        }
        disk_reset(disk);
        /* Some BIOSes stay in error until they are asked for less (quirk 30). The last try is one
         * sector, which every BIOS can move. */
        if (tries >= TRIES_AT_FULL_SIZE && count > 1) {
            disk->most_sectors = tries == DISK_TRIES - 1 ? 1 : count / 2;
        }
    }
    return 0;
}

/* Where CHS cannot help, the status stays that of the read that failed. */
bool disk_fall_back(struct disk *disk, uint32_t lba)
{
    struct chs_address address;
    if (disk->method != DISK_LBA || geometry_ask(disk) != 0 ||
        !chs_find(geometry_of(disk), lba, &address)) {
        return false;
    }
    disk->method = DISK_CHS;
    return true;
}

bool disk_read(struct disk *disk, uint32_t lba, uint32_t count, uint32_t to)
{
    struct transfer left = {.lba = lba, .count = count, .to = to};
    disk->failed_lba = lba;
    if (to % SECTOR_BYTES != 0 || to > FIRST_MIB || count > (FIRST_MIB - to) / SECTOR_BYTES) {
        disk->status = BIOS_DISK_BAD_PARAMETER;
        return false;
    }
    while (left.count > 0) {
        uint16_t moved = transfer_insist(disk, &left);
        if (moved == 0 && disk_fall_back(disk, left.lba)) {
            moved = transfer_insist(disk, &left);
        }
        if (moved == 0) {
            disk->failed_lba = left.lba;
            return false;
        }
        left.lba += moved;
        left.count -= moved;
        left.to += (uint32_t)moved * SECTOR_BYTES;
    }
    return true;
}
