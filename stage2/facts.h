/*
 * facts.h: what the real-mode half found out, for the protected half to work with.
 *
 * Lies below 64 KiB in stage2's .bss, written in 16-bit mode, read in 32-bit mode; the two halves
 * share nothing else but stage2's header. Fixed-width fields only.
 */
#ifndef STAGE2_FACTS_H
#define STAGE2_FACTS_H

#include "common/boot_info.h"

struct facts {
    uint8_t boot_drive;
    uint8_t disk_method;   /* enum disk_method */
    uint8_t a20_method;    /* enum a20_method */
    uint8_t memory_method; /* enum memory_method */
    uint16_t edd_version;
    uint16_t disk_cylinders;
    uint16_t disk_heads;
    uint16_t disk_sectors;
    uint32_t disk_reads;
    uint32_t disk_retries;

    uint8_t attributes_count; /* 1: E820's attribute bit 0 is believed (quirk 62) */
    uint8_t nx_present;       /* CPUID.80000001h:EDX.NX */
    uint8_t sse42_present;    /* CPUID.1:ECX.SSE4_2: the CRC32 instruction */
    uint8_t reserved_byte;
    uint32_t low_memory_bytes; /* INT 12h: the first byte that the BIOS keeps for itself */
    uint32_t raw_lost;
    uint32_t raw_count;
    uint32_t raw_reserved; /* keeps raw[] 8-aligned: the i386 ABI would not */
    struct e820_entry raw[BOOT_RAW_CAPACITY];
    uint64_t usable_limit; /* nothing at or above it is usable: the list was too long for raw[] */

    uint64_t kernel_phys; /* kernel, then stacks, then page tables, in one piece */
    uint64_t stacks_phys;
    uint64_t page_tables_phys;
    uint64_t page_tables_bytes;

    uint32_t cursor; /* cell of the text screen, row * 80 + column, where the next text goes */
    uint8_t screen_ready;
    uint8_t serial_ready;
    uint16_t trace_count;
    uint32_t last_step; /* enum boot_step; for the report of an exception */
    uint32_t reserved;
    struct boot_trace_record trace[BOOT_TRACE_CAPACITY];
};

_Static_assert(offsetof(struct facts, raw) == 40, "the same in every mode");
_Static_assert(offsetof(struct facts, trace) % 8 == 0, "8-aligned without padding");
_Static_assert(offsetof(struct facts, kernel_phys) % 8 == 0, "8-aligned without padding");

extern struct facts stage2_facts;

#endif
