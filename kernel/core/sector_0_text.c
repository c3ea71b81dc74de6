/*
 * sector_0_text.c: what the first bytes and the partition table of sector 0 tell [sector_0_text.h].
 *
 * Called by the command `report`. What a variant has in the window is told by mkimage/variant.c:
 * its name and 512, or nothing, and sectors and heads. Any other byte is the firmware's.
 */
#include "kernel/core/sector_0_text.h"

#include "common/format.h"
#include "common/image.h"

enum {
    FAILURE_BYTES = 2, /* the window's last word is stage1's own variable */
    ENTRY_BYTES = 16,  /* of the partition table [UEFI 5.2.1] */
};

struct changes {
    unsigned count, first, last;
};

/* Zero is right everywhere: there is a variant without a block. */
static bool is_written(const uint8_t *sector_0, unsigned offset)
{
    static const uint8_t block[] = {'A', 'S', 'C', 'E', 'N', 'T', ' ', ' ', 0, SECTOR_BYTES >> 8};
    bool told = offset >= BLOCK_SECTORS && offset < BLOCK_FIELDS_END;
    bool jump = offset == STAGE1_BPB_START && sector_0[0] == STAGE1_XOR;
    unsigned at = offset - STAGE1_BPB_START;
    return told || jump || sector_0[offset] == 0 ||
           (at < ARRAY_LENGTH(block) && sector_0[offset] == block[at]);
}

static struct changes changes_find(const uint8_t *sector_0)
{
    struct changes changes = {0};
    for (unsigned offset = STAGE1_BPB_START; offset < STAGE1_BPB_END - FAILURE_BYTES; offset++) {
        if (!is_written(sector_0, offset)) {
            changes.first = changes.count++ == 0 ? offset : changes.first;
            changes.last = offset;
        }
    }
    return changes;
}

/* From 1; 0 where none is active, as under a loader that brought its own table. */
static unsigned active_entry(const uint8_t *sector_0)
{
    unsigned entry = 1;
    for (unsigned at = MBR_TABLE_OFFSET; at < MBR_MAGIC_OFFSET; at += ENTRY_BYTES, entry++) {
        if (sector_0[at] == MBR_STATUS_ACTIVE) {
            return entry;
        }
    }
    return 0;
}

static unsigned word(const uint8_t *bytes)
{
    return bytes[0] | (unsigned)bytes[1] << 8;
}

const char *sector_0_text(char text[SECTOR_0_TEXT_BYTES], const uint8_t *sector_0)
{
    struct changes changes = changes_find(sector_0);
    size_t length =
        format_buffer(text, SECTOR_0_TEXT_BYTES, "%02X %02X %02X, %u sectors, %u heads, entry %u; ",
                      sector_0[0], sector_0[1], sector_0[2], word(sector_0 + BLOCK_SECTORS),
                      word(sector_0 + BLOCK_HEADS), active_entry(sector_0));
    if (changes.count == 0) {
        format_buffer(text + length, SECTOR_0_TEXT_BYTES - length, "as written");
    } else {
        format_buffer(text + length, SECTOR_0_TEXT_BYTES - length, "%u changed, %02X to %02X",
                      changes.count, changes.first, changes.last);
    }
    return text;
}
