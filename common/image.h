/*
 * image.h: the headers that mkimage fills in, as they lie on the disk and in memory.
 *
 * What only the finished build knows (lengths, sums, CRCs, the build ID) stands in these visible
 * headers; nothing is patched into code. Written by mkimage; stage1 reads the first, stage1 and
 * stage2 the second, stage2 and the kernel the third. All numbers are little-endian.
 *
 *   build ID   CRC-32C of stage2's file followed by the kernel's file, both padded with zeros to
 *              whole sectors and with every field that mkimage fills set to zero. The same
 *              sources give the same ID on every machine.
 *   sum        chosen so that all 32-bit words of stage2's file add up to zero, modulo 2^32
 */
#ifndef COMMON_IMAGE_H
#define COMMON_IMAGE_H

#include "common/types.h"

enum {
    SECTOR_BYTES = 512,
    STAGE1_CODE_BYTES = 440, /* the disk signature and the partition table follow */
    STAGE1_BPB_START = 0x03, /* firmware may rewrite this window in memory (quirk 1) */
    STAGE1_BPB_END = 0x5a,
    STAGE1_HEADER_OFFSET = STAGE1_CODE_BYTES - 6,
    STAGE1_EXPECTED_OFFSET = STAGE1_HEADER_OFFSET - 4, /* the magic that stage1 wants of stage2 */
    MBR_SIGNATURE_OFFSET = 440,
    MBR_TABLE_OFFSET = 446,
    MBR_MAGIC_OFFSET = 510,
    MBR_STATUS_ACTIVE = 0x80, /* how an entry of the table begins; the other legal value is 0 */
    STAGE1_XOR = 0x33,        /* the first byte of a variant's sector 0: mkimage/variant.c */
};

/* Offsets in a boot sector's BIOS parameter block [FAT 3.1]. */
enum {
    BLOCK_SECTOR_BYTES = 0x0b,
    BLOCK_SECTORS = 0x18, /* per track */
    BLOCK_HEADS = 0x1a,
    BLOCK_FIELDS_END = 0x1c,         /* of those that we fill in */
    BLOCK_EXTENDED_SIGNATURE = 0x26, /* 0x28 or 0x29 says that a FAT volume follows (quirk 4) */
};

/* The last six bytes of stage1's code area; in NASM: stage1.asm, label header. */
struct stage1_header {
    uint32_t build_id;
    uint16_t stage2_sectors; /* how many sectors stage2 has: 1 to DISK_STAGE2_SECTORS */
} __attribute__((packed));

_Static_assert(sizeof(struct stage1_header) == 6, "stage1 ends with its header");

#define STAGE2_MAGIC 0x32435341u /* "ASC2" */
#define KERNEL_MAGIC 0x4b435341u /* "ASCK" */

/* The first bytes of stage2, at RAM_STAGE2_START; stage1 jumps to the byte after them. */
struct stage2_header {
    uint32_t magic;
    uint32_t build_id;
    uint32_t file_bytes; /* stage2's own length, a multiple of SECTOR_BYTES */
    uint32_t sum;
    uint32_t kernel_lba;
    uint32_t kernel_file_bytes;   /* the kernel's length on disk, a multiple of SECTOR_BYTES */
    uint32_t kernel_memory_bytes; /* with .bss, a multiple of 4096 */
    uint32_t kernel_crc32c;       /* over kernel_file_bytes bytes, the kernel's header filled in */
};

_Static_assert(sizeof(struct stage2_header) == 32, "stage1.asm and entry.asm count on it");

/*
 * The first bytes of the kernel's flat file and of its memory image. Offsets count from its first
 * byte, are multiples of 4096 and ascend; each section ends where the next begins:
 *
 *   0 ........ text ........ data ........ bss ........ memory_bytes
 *   | header,  |             |             |
 *   | rodata   |             |             |
 *   R--        R-X           RW-           RW-, not in the file, zeroed by stage2
 */
struct kernel_header {
    uint32_t magic;
    uint32_t build_id;     /* filled by mkimage */
    uint32_t file_bytes;   /* filled by mkimage: the length on disk, a multiple of SECTOR_BYTES */
    uint32_t memory_bytes; /* the linker's, as all below */
    uint64_t entry;        /* virtual address of _start, the first byte of .text */
    uint32_t text_offset;
    uint32_t data_offset;
    uint32_t bss_offset;
    uint32_t version; /* of struct boot_info that this kernel understands */
};

_Static_assert(sizeof(struct kernel_header) == 40, "kernel.ld lays it out");
_Static_assert(offsetof(struct kernel_header, entry) == 16, "8-aligned in every mode");

#endif
