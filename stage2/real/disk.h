/*
 * disk.h: reads sectors from the boot drive, by LBA where EDD works, else by CHS.
 */
#ifndef STAGE2_REAL_DISK_H
#define STAGE2_REAL_DISK_H

#include "common/boot_info.h"
#include "stage2/real/transfer.h"

enum {
    DISK_MOST_SECTORS = 127, /* in one call, by the EDD specification's own limit (quirk 25) */
    DISK_TRIES = 6,          /* of one transfer, by one method */

    /* Statuses of our own, which no BIOS uses. */
    DISK_STATUS_SHORT = 0xf0, /* the BIOS moved less than was asked for, and called it a success */
    DISK_STATUS_GEOMETRY = 0xf1, /* the BIOS gave a geometry that cannot be */
    DISK_STATUS_BEYOND = 0xf2,   /* the sector lies beyond cylinder 1023, which CHS cannot name */
};

struct disk {
    uint8_t drive;
    uint8_t method;                     /* enum disk_method */
    uint16_t edd_version;               /* 0 without EDD */
    uint16_t cylinders, heads, sectors; /* the CHS geometry, zero until it was asked for */
    uint16_t most_sectors; /* in one call; halved while a transfer keeps failing (quirk 30) */
    uint8_t status;        /* of the last failing read: AH, never that of the reset after it */
    uint32_t reads;        /* calls that were made to move data */
    uint32_t retries;      /* of which so many were second tries */
    uint32_t failed_lba;   /* where the read that failed for good began */
};

/* Finds out how the drive can be read. False: neither EDD nor a usable geometry; status says why.
 */
bool disk_open(struct disk *disk, uint8_t drive);

/*
 * Reads sectors [lba, lba + count) to the linear address `to`, a multiple of 512, all of it below
 * 1 MiB, with as few calls as the rules allow: at most most_sectors each, never over a 64 KiB line,
 * a fresh packet every time. False after all tries, by LBA and then by CHS; status and failed_lba
 * tell. What worked in the end, CHS or fewer sectors a call, is kept for the reads that follow.
 */
bool disk_read(struct disk *disk, uint32_t lba, uint32_t count, uint32_t to);

/* From LBA to CHS, for drives that announce EDD and fail when it is used, or bring something else
 * (quirk 23). False, and nothing has changed: the method was CHS, or CHS cannot name the sector. */
bool disk_fall_back(struct disk *disk, uint32_t lba);

/* The status in words, "sector not found"; "unknown error" for what no document names. */
const char *disk_status_text(uint8_t status);

#endif
