/*
 * acpi.h: the firmware's tables, as far as switching off and resetting a machine needs them.
 *
 * [ACPI 6.5 5.2] for the tables, [ACPI 6.5 4.8.3] for the register, [ACPI 6.5 20.2] for the bytes
 * of AML. Everything is little-endian and lies at any address, so the structures are packed.
 */
#ifndef COMMON_PC_ACPI_H
#define COMMON_PC_ACPI_H

#include "common/types.h"

/* Where the root pointer is looked for, always at a multiple of 16. */
enum {
    ACPI_EBDA_BYTES = 1024, /* the first KiB of the extended BIOS data area */
    ACPI_BIOS_START = 0xe0000,
    ACPI_BIOS_END = 0x100000,
    ACPI_RSDP_ALIGNMENT = 16,
};

#define ACPI_RSDP_SIGNATURE "RSD PTR "
#define ACPI_RSDT_SIGNATURE "RSDT"
#define ACPI_XSDT_SIGNATURE "XSDT"
#define ACPI_FADT_SIGNATURE "FACP" /* named before it was called FADT */
#define ACPI_DSDT_SIGNATURE "DSDT"

enum { ACPI_SIGNATURE_BYTES = 4 };

struct __attribute__((packed)) acpi_rsdp {
    char signature[8];
    uint8_t checksum; /* the 20 bytes of ACPI 1.0 add up to 0 */
    char oem[6];
    uint8_t revision; /* 0: ACPI 1.0, which ends with the RSDT's address; from 2 on there is more */
    uint32_t rsdt;
    uint32_t length;
    uint64_t xsdt;
    uint8_t extended_checksum; /* `length` bytes add up to 0 */
    uint8_t reserved[3];
};

enum { ACPI_RSDP_1_BYTES = 20, ACPI_RSDP_REVISION_2 = 2 };

/* At the beginning of every table; `length` bytes add up to 0. */
struct __attribute__((packed)) acpi_header {
    char signature[ACPI_SIGNATURE_BYTES];
    uint32_t length;
    uint8_t revision;
    uint8_t checksum;
    char oem[6];
    char oem_table[8];
    uint32_t oem_revision;
    uint32_t creator;
    uint32_t creator_revision;
};

/* A generic address structure. */
struct __attribute__((packed)) acpi_address {
    uint8_t space;
    uint8_t bits;
    uint8_t bit_offset;
    uint8_t access;
    uint64_t address;
};

enum acpi_space { ACPI_SPACE_MEMORY = 0, ACPI_SPACE_PORT = 1, ACPI_SPACE_PCI = 2 };

/* The fixed description table. ACPI 1.0's ends before `reset`, and later ones at various places. */
struct __attribute__((packed)) acpi_fadt {
    struct acpi_header header;
    uint32_t facs;
    uint32_t dsdt;
    uint8_t model, profile;
    uint16_t sci_interrupt;
    uint32_t smi_command;
    uint8_t acpi_enable, acpi_disable; /* what to write to smi_command */
    uint8_t s4_bios, pstate_control;
    uint32_t pm1a_event, pm1b_event;
    uint32_t pm1a_control, pm1b_control;
    uint8_t others[40]; /* timers, general-purpose events, latencies, cache, RTC, boot flags */
    uint32_t flags;
    struct acpi_address reset;
    uint8_t reset_value;
    uint8_t arm_flags[2];
    uint8_t minor;
    uint64_t x_facs;
    uint64_t x_dsdt;
    struct acpi_address x_pm1a_event, x_pm1b_event;
    struct acpi_address x_pm1a_control, x_pm1b_control;
};

_Static_assert(sizeof(struct acpi_rsdp) == 36, "[ACPI 6.5 5.2.5.3]");
_Static_assert(sizeof(struct acpi_header) == 36, "[ACPI 6.5 5.2.6]");
_Static_assert(offsetof(struct acpi_fadt, pm1a_control) == 64, "[ACPI 6.5 5.2.9]");
_Static_assert(offsetof(struct acpi_fadt, flags) == 112, "[ACPI 6.5 5.2.9]");
_Static_assert(offsetof(struct acpi_fadt, x_dsdt) == 140, "[ACPI 6.5 5.2.9]");
_Static_assert(sizeof(struct acpi_fadt) == 196, "[ACPI 6.5 5.2.9]");

enum { ACPI_FADT_1_BYTES = 116 };

/* acpi_fadt.flags */
#define ACPI_FADT_RESET_SUPPORTED  (1u << 10)
#define ACPI_FADT_HARDWARE_REDUCED (1u << 20) /* there are no PM1 registers */

/* The PM1 control register, 16 bits. */
#define ACPI_PM1_SCI_EN        (1u << 0) /* the machine is in ACPI mode */
#define ACPI_PM1_SLP_TYP_SHIFT 10
#define ACPI_PM1_SLP_TYP_MASK  (7u << ACPI_PM1_SLP_TYP_SHIFT)
#define ACPI_PM1_SLP_EN        (1u << 13) /* goes to the state of SLP_TYP */

/* Bytes of AML, of which \_S5_'s package consists. */
enum aml_byte {
    AML_ZERO = 0x00,
    AML_ONE = 0x01,
    AML_NAME = 0x08,
    AML_BYTE = 0x0a,  /* a byte follows, */
    AML_WORD = 0x0b,  /* a word, */
    AML_DWORD = 0x0c, /* four bytes, */
    AML_QWORD = 0x0e, /* eight */
    AML_PACKAGE = 0x12,
    AML_ROOT = 0x5c, /* the backslash before a name that counts from the root */
};

#endif
