/*
 * disk_text.c: what INT 13h's statuses mean, in words for the screen.
 *
 * [RBIL 13/01] [EDD3]. Called by main.c when a read has failed for good. Pure.
 */
#include "common/pc/bios.h"
#include "stage2/real/disk.h"

static const struct status_text {
    uint8_t status;
    const char *text;
} status_texts[] = {
    {BIOS_DISK_NO_REASON, "failed without a reason"},
    {BIOS_DISK_BAD_PARAMETER, "invalid function or parameter"},
    {BIOS_DISK_ADDRESS_MARK, "address mark not found"},
    {BIOS_DISK_WRITE_PROTECTED, "write-protected"},
    {BIOS_DISK_SECTOR_NOT_FOUND, "sector not found"},
    {BIOS_DISK_RESET_FAILED, "reset failed"},
    {BIOS_DISK_CHANGED, "medium changed"},
    {BIOS_DISK_DRIVE_PARAMETERS, "drive parameters not accepted"},
    {BIOS_DISK_DMA_OVERRUN, "DMA overrun"},
    {BIOS_DISK_DMA_BOUNDARY, "transfer across a 64 KiB line"},
    {BIOS_DISK_BAD_SECTOR, "bad sector"},
    {BIOS_DISK_BAD_TRACK, "bad track"},
    {BIOS_DISK_UNKNOWN_MEDIUM, "bad track or unknown medium"},
    {BIOS_DISK_CRC, "data does not match its CRC or ECC"},
    {BIOS_DISK_CORRECTED, "data corrected by ECC"},
    {BIOS_DISK_CONTROLLER, "controller failed"},
    {BIOS_DISK_NO_MEDIUM, "no medium in the drive"},
    {BIOS_DISK_SEEK, "seek failed"},
    {BIOS_DISK_TIMEOUT, "no answer in time, or no medium"},
    {BIOS_DISK_NOT_READY, "drive not ready"},
    {BIOS_DISK_UNDEFINED, "error that the BIOS does not define"},
    {BIOS_DISK_STATUS_REGISTER, "error in the drive's status register"},
    {BIOS_DISK_SENSE, "drive does not tell its error"},
    {DISK_STATUS_SHORT, "fewer sectors came than were asked for"},
    {DISK_STATUS_GEOMETRY, "impossible disk geometry"},
    {DISK_STATUS_BEYOND, "beyond what CHS can address"},
};

const char *disk_status_text(uint8_t status)
{
    for (uint32_t i = 0; i < ARRAY_LENGTH(status_texts); i++) {
        if (status_texts[i].status == status) {
            return status_texts[i].text;
        }
    }
    return "unknown error";
}
