/*
 * mbr.h: the partition table of sector 0, as firmware and other systems read it [UEFI 5.2.1].
 */
#ifndef MKIMAGE_MBR_H
#define MKIMAGE_MBR_H

#include "mkimage/layout.h"

enum {
    MBR_ENTRIES = 4,
    MBR_MAGIC = 0xaa55,
    CHS_BYTES = 3,
};

/*
 * The CHS bytes are those of INT 13h: head; sector from 1, with bits 9 and 8 of the cylinder in
 * its bits 7 and 6; bits 7 to 0 of the cylinder.
 */
struct mbr_entry {
    uint8_t status;
    uint8_t first_chs[CHS_BYTES];
    uint8_t type;
    uint8_t last_chs[CHS_BYTES];
    uint32_t first_lba;
    uint32_t sectors;
} __attribute__((packed));

_Static_assert(sizeof(struct mbr_entry) == 16, "four of them fill the table");

/* A sector in the layout's geometry; FE FF FF beyond cylinder 1023 [UEFI 5.2.1]. */
void chs_encode(const struct layout *layout, uint64_t lba, uint8_t chs[CHS_BYTES]);

/* The one active entry of an image of `image_bytes` bytes: from the layout's start to its end. */
struct mbr_entry mbr_entry_make(const struct layout *layout, uint64_t image_bytes);

#endif
