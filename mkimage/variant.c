/*
 * variant.c: the table of variants, and sector 0 as each of them has it [variant.h].
 *
 * Called by main.c, which writes the images, and by check.c, which names what it finds. The table
 * is printed into docs/real-hardware.md. Pure.
 *
 * 0x33 is how the boot sectors begin that belong to a hard disk: XOR AX, AX. Three bytes have no
 * room for it and for a jump over the window, so the jump's distance is byte 3, where the window
 * begins otherwise. Firmware that asks for 0x33 asks whether this is a hard disk's sector, and
 * then has no floppy's block to rewrite there; what may still be rewritten begins at byte 4.
 */
#include "mkimage/variant.h"

#include <string.h>

#include "mkimage/emit.h"
#include "mkimage/mbr.h"

/* The instructions at the beginning. */
enum {
    JUMP_SHORT = 0xeb,
    NOP = 0x90,
    XOR_AX_AX = 0xc0,
    JUMP_END = 2, /* where a jump's distance counts from, when it stands first */
    XOR_JUMP_END = 4,
};

static const struct variant variants[] = {
    {"normal", START_JUMP, 18, 2, 1, 2, "has none of the wishes below, as most"},
    {"heads32", START_JUMP, 18, 32, 1, 3, "takes the block's heads for the truth; hangs at 2"},
    {"heads255", START_JUMP, 63, 255, 1, 3, "does so, and expects what most sticks have"},
    {"no-block", START_JUMP, 0, 0, 1, 4, "takes any block for a disk without partitions"},
    {"xor", START_XOR, 18, 2, 1, 5, "boots nothing but what begins with 33"},
    {"entry4", START_JUMP, 18, 2, MBR_ENTRIES, 9, "takes sticks for ZIP disks: data in the fourth"},
};

const struct variant *variant_at(unsigned number)
{
    return number < ARRAY_LENGTH(variants) ? &variants[number] : NULL;
}

bool variant_jump(const uint8_t *code, int *target)
{
    if (code[0] == JUMP_SHORT && code[JUMP_END] == NOP) {
        *target = JUMP_END + (int8_t)code[1];
        return true;
    }
    if (code[0] == STAGE1_XOR && code[1] == XOR_AX_AX && code[2] == JUMP_SHORT) {
        *target = XOR_JUMP_END + (int8_t)code[XOR_JUMP_END - 1];
        return true;
    }
    return false;
}

static size_t entry_offset(unsigned entry)
{
    return MBR_TABLE_OFFSET + (entry - 1) * sizeof(struct mbr_entry);
}

void variant_apply(const struct variant *variant, uint8_t sector_0[SECTOR_BYTES])
{
    if (variant->heads == 0) {
        memset(sector_0 + STAGE1_BPB_START, 0, STAGE1_BPB_END - STAGE1_BPB_START);
    } else {
        memcpy(sector_0 + BLOCK_SECTORS, &variant->sectors, sizeof(variant->sectors));
        memcpy(sector_0 + BLOCK_HEADS, &variant->heads, sizeof(variant->heads));
    }
    int target;
    if (variant->start == START_XOR && variant_jump(sector_0, &target)) {
        uint8_t distance = (uint8_t)(target - XOR_JUMP_END);
        const uint8_t start[] = {STAGE1_XOR, XOR_AX_AX, JUMP_SHORT, distance};
        memcpy(sector_0, start, sizeof(start));
    }
    if (variant->entry != 1) {
        uint8_t *first = sector_0 + entry_offset(1);
        memcpy(sector_0 + entry_offset(variant->entry), first, sizeof(struct mbr_entry));
        memset(first, 0, sizeof(struct mbr_entry));
    }
}

const struct variant *variant_of(const uint8_t sector_0[SECTOR_BYTES])
{
    enum variant_start start = sector_0[0] == STAGE1_XOR ? START_XOR : START_JUMP;
    uint16_t sectors;
    uint16_t heads;
    memcpy(&sectors, sector_0 + BLOCK_SECTORS, sizeof(sectors));
    memcpy(&heads, sector_0 + BLOCK_HEADS, sizeof(heads));
    for (unsigned number = 0; number < ARRAY_LENGTH(variants); number++) {
        const struct variant *variant = &variants[number];
        if (variant->start == start && variant->sectors == sectors && variant->heads == heads &&
            sector_0[entry_offset(variant->entry)] == MBR_STATUS_ACTIVE) {
            return variant;
        }
    }
    return NULL;
}

/* For the docs: one row a variant. */
void emit_variants(const struct layout *layout, FILE *out)
{
    (void)layout;
    fprintf(out, "<!-- generated from mkimage/variant.c by mkimage; do not edit -->\n\n"
                 "| variant | begins | sectors, heads | entry | quirk | for firmware that |\n"
                 "|---|---|--:|--:|--:|---|\n");
    for (unsigned number = 0; number < ARRAY_LENGTH(variants); number++) {
        const struct variant *variant = &variants[number];
        fprintf(out, "| `%s` | %s | ", variant->name,
                variant->start == START_XOR ? "33 C0 EB xx" : "EB xx 90");
        if (variant->heads == 0) {
            fprintf(out, "no block");
        } else {
            fprintf(out, "%u, %u", variant->sectors, variant->heads);
        }
        fprintf(out, " | %u | %u | %s |\n", variant->entry, variant->quirk, variant->firmware);
    }
}
