/*
 * boot_info.h: the hand-over from stage2 to the kernel.
 *
 * Written once by stage2's protected half (32-bit code), read by the kernel (64-bit code) and by
 * tests on the host: fixed-width integers only, 64-bit fields 8-aligned, physical addresses named
 * *_phys, never a pointer.
 *
 * The machine at the kernel's entry (row 02-18; checked by kernel/entry_check.c):
 *
 *   RIP     header.entry, in kernel text          CR0    PE, WP, PG set; CD, NW clear
 *   RDI     VIRT_BOOT_INFO_START                  CR3    page_tables_phys; PWT and PCD clear
 *   RSP     VIRT_KERNEL_STACK_END - 8, 0 on top   CR4    PAE set; LA57, PCIDE, PGE clear
 *   CS      64-bit code, ring 0                   EFER   LME, LMA set; NXE where the CPU has NX
 *   SS DS ES FS GS   null                         RFLAGS IF and DF clear; NMI off; PICs masked
 *
 *   slot 510  the recursive mapping               slot 511  kernel, stacks, VGA, this structure
 *   slot 0    the first MiB, one to one, for the jump alone; the kernel drops it
 *
 * Who owns what: every byte of RAM is told in clean[]. MEMORY_STAGE2 may be reclaimed when the
 * kernel has its own descriptor tables and has dropped slot 0; MEMORY_BOOT_INFO when the kernel no
 * longer reads this structure; MEMORY_ACPI_RECLAIMABLE when the ACPI tables have been read.
 */
#ifndef COMMON_BOOT_INFO_H
#define COMMON_BOOT_INFO_H

#include "common/boot_step.h"
#include "common/memory_map.h"
#include "common/types.h"

#define BOOT_INFO_MAGIC 0x4f464e494f4f42ull /* "BOOINFO" */

enum {
    BOOT_INFO_VERSION = 1,
    BOOT_RAW_CAPACITY = 512,
    BOOT_CLEAN_CAPACITY = 1088, /* 512 entries and our claims, each cut, with the holes between */
    BOOT_TRACE_CAPACITY = 32,
};

enum disk_method { DISK_LBA = 1, DISK_CHS = 2 };
enum a20_method { A20_ALREADY_ON = 1, A20_BIOS = 2, A20_PORT_92 = 3, A20_8042 = 4 };
enum memory_method { MEMORY_E820 = 1, MEMORY_E801 = 2, MEMORY_88 = 3 };

/* One step of the climb: when it was reached, and the registers that a climb changes. */
struct boot_trace_record {
    uint64_t tsc; /* 0 before the CPU gate has found it */
    uint64_t cr3;
    uint32_t step; /* enum boot_step */
    uint32_t cr0;
    uint32_t cr4; /* 0 before the CPU gate, as efer: an old CPU has neither */
    uint32_t efer;
    uint32_t eflags;
    uint16_t cs;
    uint16_t a20; /* 1 once it has been verified */
};

struct boot_info {
    uint64_t magic;
    uint32_t version;
    uint32_t size_bytes; /* of this structure */
    uint32_t crc32c;     /* of all bytes before trace[], with this field zero */
    uint32_t build_id;

    uint8_t boot_drive; /* as INT 13h numbers it: 0x80 is the first hard disk */
    uint8_t disk_method;
    uint8_t a20_method;
    uint8_t memory_method;
    uint16_t edd_version;    /* as AH=41h gave it in AH, 0 without EDD: 0x21 is 1.1, 0x30 is 3.0 */
    uint16_t disk_cylinders; /* of the CHS geometry, where it was asked for; else 0 */
    uint16_t disk_heads;
    uint16_t disk_sectors;
    uint32_t disk_reads;   /* calls that moved data, stage2's own */
    uint32_t disk_retries; /* of which so many were second tries */
    uint32_t raw_lost;     /* answers beyond BOOT_RAW_CAPACITY, or 1 where a list had no end */
    uint32_t clean_lost;   /* ranges beyond BOOT_CLEAN_CAPACITY */
    uint32_t nx_present;   /* 1: the CPU has the NX bit, and every leaf uses it */

    uint64_t kernel_phys;
    uint64_t kernel_memory_bytes;
    uint64_t stacks_phys; /* of all stacks of disk.layout, in its order, without guards */
    uint64_t stacks_bytes;
    uint64_t page_tables_phys; /* the level-4 table first */
    uint64_t page_tables_bytes;
    uint32_t kernel_crc32c; /* as verified where the kernel lies */

    uint32_t raw_count;
    uint32_t raw_crc32c; /* of raw_count entries: the kernel's column shows the same */
    uint32_t clean_count;
    uint32_t trace_count;
    uint32_t serial_ready; /* 1: COM1 is there, initialised and takes bytes */
    struct e820_entry raw[BOOT_RAW_CAPACITY];
    struct memory_range clean[BOOT_CLEAN_CAPACITY];
    struct boot_trace_record trace[BOOT_TRACE_CAPACITY]; /* the last one is written in long mode */
};

/* What start.asm calls with RDI and RSP as they were at entry. Declared beside the structure, so
 * that a kernel with another idea of what it is handed does not compile. Row 09-3. */
_Noreturn void kernel_main(const struct boot_info *info, uint64_t entry_rsp);

_Static_assert(sizeof(struct boot_trace_record) == 40, "the same in every mode");
_Static_assert(offsetof(struct boot_info, kernel_phys) == 56, "8-aligned without padding");
_Static_assert(offsetof(struct boot_info, raw_count) == 108, "nothing between the fields");
_Static_assert(offsetof(struct boot_info, raw) == 128, "8-aligned without padding");

#endif
