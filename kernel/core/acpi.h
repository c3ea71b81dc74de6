/*
 * acpi.h: what the firmware's tables say about switching the machine off and resetting it.
 *
 * The tables are data from outside: each length is checked before it is used, each sum is added up,
 * each list has a bound, and memory is read through a function that may refuse. What is found is
 * ports and values; touching them is the caller's business.
 */
#ifndef KERNEL_CORE_ACPI_H
#define KERNEL_CORE_ACPI_H

#include "common/pc/acpi.h"

/* How memory is read: all of the bytes, or false. */
struct acpi_memory {
    bool (*read)(void *context, phys_t from, void *to, size_t bytes);
    void *context;
};

enum acpi_result {
    ACPI_OK,
    ACPI_NO_RSDP,
    ACPI_BAD_RSDP,
    ACPI_BAD_ROOT,
    ACPI_NO_FADT,
    ACPI_BAD_FADT,
    ACPI_NO_PM1,
    ACPI_BAD_DSDT,
    ACPI_NO_S5,
    ACPI_BAD_S5,
};

/* What is wrong, in words; for ACPI_OK, that nothing is. */
const char *acpi_result_text(enum acpi_result result);

/* A table whose length and sum are right. */
struct acpi_table {
    phys_t address;
    uint32_t length;
};

struct acpi_power {
    /* Where SCI_EN is clear in pm1a_port, acpi_enable goes to smi_port first; 0 where there is no
     * such port, because the machine is in ACPI mode always. */
    uint16_t smi_port;
    uint8_t acpi_enable;
    /* The control registers, 16 bits each; pm1b_port is 0 where there is one alone. */
    uint16_t pm1a_port, pm1b_port;
    uint8_t sleep_type_a, sleep_type_b; /* of S5, the state of being off */
};

struct acpi_reset {
    enum acpi_space space;
    uint64_t address;
    uint8_t value;
};

/* Looks for the FADT: from the root pointer in low memory through the XSDT, or the RSDT where there
 * is none that holds together. */
enum acpi_result acpi_find_fadt(const struct acpi_memory *memory, struct acpi_table *fadt);

/* How to switch the machine off. */
enum acpi_result acpi_read_power(const struct acpi_memory *memory, const struct acpi_table *fadt,
                                 struct acpi_power *power);

/* How to reset it; false where the FADT does not say. */
bool acpi_read_reset(const struct acpi_memory *memory, const struct acpi_table *fadt,
                     struct acpi_reset *reset);

/* What to write to a control register that now reads `control`, to enter a sleep state. */
uint16_t acpi_sleep_control(uint16_t control, uint8_t sleep_type);

/* For acpi.c and acpi_find.c: a table with this signature at the address, checked. */
bool acpi_table_open(const struct acpi_memory *memory, phys_t address, const char *signature,
                     struct acpi_table *table);

/* The value of \_S5_ in a DSDT that was opened. */
enum acpi_result acpi_find_s5(const struct acpi_memory *memory, const struct acpi_table *dsdt,
                              struct acpi_power *power);

#endif
