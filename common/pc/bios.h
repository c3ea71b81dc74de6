/*
 * bios.h: the BIOS's interrupts, functions, answers and data area, as far as we use them.
 *
 * [RBIL] for all, [EDD3] for the extended disk functions, [ACPI 6.5 15] for E820.
 */
#ifndef COMMON_PC_BIOS_H
#define COMMON_PC_BIOS_H

/* Interrupt vectors. */
enum {
    BIOS_VIDEO = 0x10,
    BIOS_LOW_MEMORY = 0x12, /* AX gives the KiB below the BIOS's own data */
    BIOS_DISK = 0x13,
    BIOS_SYSTEM = 0x15,
};

/* BIOS_VIDEO's functions, in AH. */
enum {
    BIOS_VIDEO_SET_MODE = 0x00,
    BIOS_VIDEO_GET_CURSOR = 0x03,
    BIOS_VIDEO_GET_MODE = 0x0f,
    BIOS_VIDEO_WRITE = 0x13,
    BIOS_VIDEO_WRITE_MOVE = 1,   /* AL: the cursor moves, one attribute for all */
    BIOS_VIDEO_MODE_MASK = 0x7f, /* bit 7 of the mode says that it was set without clearing */
};

/* BIOS_SYSTEM's functions, in AX. */
enum {
    BIOS_SYSTEM_A20_ENABLE = 0x2401,
    BIOS_SYSTEM_EXTENDED_MEMORY = 0x8800, /* AX gives the KiB above 1 MiB, up to 64 MiB */
    BIOS_SYSTEM_E801 = 0xe801,            /* KiB from 1 to 16 MiB, then units of 64 KiB */
    BIOS_SYSTEM_E820 = 0xe820,
    BIOS_SYSTEM_TARGET_MODE = 0xec00, /* BL: the mode that the system will run in [AMD-BIOS] */
    BIOS_SYSTEM_TARGET_LONG = 2,

    BIOS_SYSTEM_BAD_COMMAND = 0x8000, /* AX after a function that a PC does not have, */
    BIOS_SYSTEM_UNSUPPORTED = 0x8600, /* and that an XT does not have */
};

#define E820_SMAP 0x534d4150u /* "SMAP": asks for, and is given back with, every entry */

/* BIOS_DISK's functions, in AH; the drive stands in DL. */
enum {
    BIOS_DISK_RESET = 0x00,
    BIOS_DISK_READ = 0x02,
    BIOS_DISK_GEOMETRY = 0x08,
    BIOS_DISK_EDD_CHECK = 0x41,
    BIOS_DISK_EDD_READ = 0x42,

    BIOS_DISK_FIRST_HARD = 0x80, /* drives below it are floppies */

    BIOS_DISK_EDD_ASK = 0x55aa, /* BX into EDD_CHECK, and out of it with its halves exchanged */
    BIOS_DISK_EDD_ANSWER = 0xaa55,
    BIOS_DISK_EDD_PACKETS = 1 << 0, /* CX: EDD_READ and its kin are there */

    /* CL into READ and out of GEOMETRY: the sector, and above it bits 9 and 8 of the cylinder,
     * whose low byte is in CH. */
    BIOS_DISK_SECTOR_MASK = 0x3f,
    BIOS_DISK_CYLINDER_HIGH_MASK = 0xc0,
    BIOS_DISK_CYLINDERS = 1024,
};

/* What BIOS_DISK answers in AH where CF says that it failed. */
enum bios_disk_status {
    BIOS_DISK_NO_REASON = 0x00, /* CF without a number (quirk 31) */
    BIOS_DISK_BAD_PARAMETER = 0x01,
    BIOS_DISK_ADDRESS_MARK = 0x02,
    BIOS_DISK_WRITE_PROTECTED = 0x03,
    BIOS_DISK_SECTOR_NOT_FOUND = 0x04,
    BIOS_DISK_RESET_FAILED = 0x05,
    BIOS_DISK_CHANGED = 0x06,
    BIOS_DISK_DRIVE_PARAMETERS = 0x07,
    BIOS_DISK_DMA_OVERRUN = 0x08,
    BIOS_DISK_DMA_BOUNDARY = 0x09,
    BIOS_DISK_BAD_SECTOR = 0x0a,
    BIOS_DISK_BAD_TRACK = 0x0b,
    BIOS_DISK_UNKNOWN_MEDIUM = 0x0c,
    BIOS_DISK_CRC = 0x10,
    BIOS_DISK_CORRECTED = 0x11, /* the data is right: ECC has corrected it (quirk 31) */
    BIOS_DISK_CONTROLLER = 0x20,
    BIOS_DISK_NO_MEDIUM = 0x31,
    BIOS_DISK_SEEK = 0x40,
    BIOS_DISK_TIMEOUT = 0x80,
    BIOS_DISK_NOT_READY = 0xaa,
    BIOS_DISK_UNDEFINED = 0xbb,
    BIOS_DISK_STATUS_REGISTER = 0xe0,
    BIOS_DISK_SENSE = 0xff,
};

/* The BIOS data area, which begins at linear 0x400, segment 0x40. */
enum {
    BDA_SEGMENT = 0x40,
    BDA_EBDA_SEGMENT = 0x0e,   /* segment of the extended BIOS data area; 0 where there is none */
    BDA_LOW_MEMORY_KIB = 0x13, /* what INT 12h answers with */
    BDA_KEYBOARD_FLAGS = 0x17, /* as INT 16h AH=02h tells them */
    BDA_KEYBOARD_SHIFT = 3,    /* bits 0 and 1: one of the Shift keys is down */
    BDA_CURSOR = 0x50,         /* of page 0: column, then row */
    BDA_LAST_ROW = 0x84,       /* of the text screen; EGA and later */
};

#endif
