/*
 * mbr.c: makes the entry of the partition table [mbr.h]. Pure.
 *
 * Firmware that boots a stick as a hard disk guesses the geometry from the last CHS of the active
 * entry (quirks 8, 9), so both ends are exact in the layout's geometry.
 */
#include "mkimage/mbr.h"

#include <string.h>

#include "common/image.h"

void chs_encode(const struct layout *layout, uint64_t lba, uint8_t chs[CHS_BYTES])
{
    enum { CYLINDERS = 1024, BYTE_BITS = 8, BYTE_MASK = 0xff, CYLINDER_HIGH_SHIFT = 6 };
    static const uint8_t beyond[CHS_BYTES] = {0xfe, 0xff, 0xff};
    uint64_t sectors = layout->values[DISK_VALUE_SECTORS_PER_TRACK];
    uint64_t track = lba / sectors;
    uint64_t cylinder = track / layout->values[DISK_VALUE_HEADS];
    if (cylinder >= CYLINDERS) {
        memcpy(chs, beyond, sizeof(beyond));
        return;
    }
    chs[0] = (uint8_t)(track % layout->values[DISK_VALUE_HEADS]);
    chs[1] = (uint8_t)((lba % sectors + 1) | cylinder >> BYTE_BITS << CYLINDER_HIGH_SHIFT);
    chs[2] = (uint8_t)(cylinder & BYTE_MASK);
}

struct mbr_entry mbr_entry_make(const struct layout *layout, uint64_t image_bytes)
{
    uint64_t first = layout->values[DISK_VALUE_PARTITION_START];
    uint64_t end = image_bytes / SECTOR_BYTES;
    struct mbr_entry entry = {
        .status = MBR_STATUS_ACTIVE,
        .type = (uint8_t)layout->values[DISK_VALUE_PARTITION_TYPE],
        .first_lba = (uint32_t)first,
        .sectors = (uint32_t)(end - first),
    };
    chs_encode(layout, first, entry.first_chs);
    chs_encode(layout, end - 1, entry.last_chs);
    return entry;
}
