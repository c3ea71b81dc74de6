/*
 * transfer.c: chooses the next disk transfer.
 *
 * [RBIL 13/02] [EDD3 13/42]. Called by disk.c, which carries it out. Pure: no BIOS, no port.
 *
 *     sectors  = (cylinder * heads + head) * sectors_per_track + (sector - 1)
 */
#include "stage2/real/transfer.h"

#include "common/image.h"
#include "common/pc/bios.h"

enum {
    LINE_BYTES = 1 << 16,

    MOST_HEADS = 256,
    MOST_SECTORS = BIOS_DISK_SECTOR_MASK,
    LEAST_HEADS = 2, /* one head is what a BIOS says that knows none (quirk 37) */

    DIVIDEND_BITS = 32,
};

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The address and counter of the ISA bus's DMA stop at a 64 KiB line, and some BIOSes' offsets do
 * (quirk 26). Where `to` is a multiple of a sector, there is room for one at least. */
uint16_t transfer_next(const struct transfer *left, uint16_t most)
{
    uint32_t room = (LINE_BYTES - left->to % LINE_BYTES) / SECTOR_BYTES;
    return (uint16_t)smaller(smaller(left->count, most), room);
}

/* Many BIOSes cannot go on to the next track by themselves (quirk 40). */
uint16_t transfer_next_in_track(const struct transfer *left, uint16_t most,
                                struct chs_geometry geometry, struct chs_address address)
{
    uint32_t in_track = geometry.sectors - (address.sector - 1u);
    return (uint16_t)smaller(transfer_next(left, most), in_track);
}

bool chs_is_usable(struct chs_geometry geometry)
{
    return geometry.heads >= LEAST_HEADS && geometry.heads <= MOST_HEADS && geometry.sectors >= 1 &&
           geometry.sectors <= MOST_SECTORS;
}

/*
 * Division by shifting and subtracting, bit by bit. Heads and sectors come from the BIOS, and a DIV
 * by such an answer is how boot loaders have died (quirk 34): this one takes 32 steps whatever the
 * divisor, and cannot fault.
 */
static uint32_t divide(uint32_t dividend, uint32_t divisor, uint32_t *remainder)
{
    uint32_t quotient = 0;
    uint32_t rest = 0;
    for (int bit = DIVIDEND_BITS - 1; bit >= 0; bit--) {
        rest = rest << 1 | (dividend >> bit & 1);
        quotient <<= 1;
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= 1;
        }
    }
    *remainder = rest;
    return quotient;
}

bool chs_find(struct chs_geometry geometry, uint32_t lba, struct chs_address *address)
{
    uint32_t sector;
    uint32_t head;
    uint32_t track = divide(lba, geometry.sectors, &sector);
    uint32_t cylinder = divide(track, geometry.heads, &head);
    if (cylinder >= BIOS_DISK_CYLINDERS) {
        return false;
    }
    *address = (struct chs_address){
        .cylinder = (uint16_t)cylinder,
        .head = (uint8_t)head,
        .sector = (uint8_t)(sector + 1),
    };
    return true;
}
