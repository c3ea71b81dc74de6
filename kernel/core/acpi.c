/*
 * acpi.c: what the FADT says about switching the machine off and resetting it.
 *
 * [ACPI 6.5 5.2.9] for the FADT, [ACPI 6.5 16.1.5] for the way into S5. Called by kernel/power.c;
 * acpi_find.c finds the FADT, acpi_sleep.c the value of \_S5_.
 */
#include "kernel/core/acpi.h"

#include "common/string.h"

const char *acpi_result_text(enum acpi_result result)
{
    switch (result) {
    case ACPI_OK:
        return "the tables are right";
    case ACPI_NO_RSDP:
        return "no root pointer (RSDP): the firmware has no ACPI";
    case ACPI_BAD_RSDP:
        return "the root pointer (RSDP) has a wrong checksum or length";
    case ACPI_BAD_ROOT:
        return "neither XSDT nor RSDT holds together";
    case ACPI_NO_FADT:
        return "the RSDT has no FADT";
    case ACPI_BAD_FADT:
        return "the FADT has a wrong checksum or length";
    case ACPI_NO_PM1:
        return "the FADT names no I/O port as PM1a control register";
    case ACPI_BAD_DSDT:
        return "the DSDT is missing, or has a wrong checksum or length";
    case ACPI_NO_S5:
        return "the DSDT has no \\_S5_";
    case ACPI_BAD_S5:
        return "the DSDT's \\_S5_ is no package of sleep types";
    }
    return "unknown";
}

/* Reads as much of the FADT as there is; what a short one lacks is 0. */
static bool fadt_read(const struct acpi_memory *memory, const struct acpi_table *table,
                      struct acpi_fadt *fadt)
{
    memset(fadt, 0, sizeof(*fadt));
    size_t bytes = table->length < sizeof(*fadt) ? table->length : sizeof(*fadt);
    return memory->read(memory->context, table->address, fadt, bytes);
}

/* A field that the FADT has twice: the extended one counts where it is a port, then the old one. */
static uint16_t port_choose(const struct acpi_address *extended, uint32_t old)
{
    bool is_port = extended->space == ACPI_SPACE_PORT && extended->address != 0 &&
                   extended->address <= UINT16_MAX;
    uint32_t port = is_port ? (uint32_t)extended->address : old;
    return port <= UINT16_MAX ? (uint16_t)port : 0;
}

enum acpi_result acpi_read_power(const struct acpi_memory *memory, const struct acpi_table *table,
                                 struct acpi_power *power)
{
    struct acpi_fadt fadt;
    if (!fadt_read(memory, table, &fadt)) {
        return ACPI_BAD_FADT;
    }
    *power = (struct acpi_power){
        .smi_port = fadt.smi_command <= UINT16_MAX ? (uint16_t)fadt.smi_command : 0,
        .acpi_enable = fadt.acpi_enable,
        .pm1a_port = port_choose(&fadt.x_pm1a_control, fadt.pm1a_control),
        .pm1b_port = port_choose(&fadt.x_pm1b_control, fadt.pm1b_control),
    };
    if (fadt.flags & ACPI_FADT_HARDWARE_REDUCED || power->pm1a_port == 0) {
        return ACPI_NO_PM1;
    }
    struct acpi_table dsdt;
    bool is_found = (fadt.x_dsdt != 0 &&
                     acpi_table_open(memory, phys(fadt.x_dsdt), ACPI_DSDT_SIGNATURE, &dsdt)) ||
                    acpi_table_open(memory, phys(fadt.dsdt), ACPI_DSDT_SIGNATURE, &dsdt);
    return is_found ? acpi_find_s5(memory, &dsdt, power) : ACPI_BAD_DSDT;
}

bool acpi_read_reset(const struct acpi_memory *memory, const struct acpi_table *table,
                     struct acpi_reset *reset)
{
    struct acpi_fadt fadt;
    size_t end = offsetof(struct acpi_fadt, reset_value) + sizeof(fadt.reset_value);
    if (table->length < end || !fadt_read(memory, table, &fadt) ||
        !(fadt.flags & ACPI_FADT_RESET_SUPPORTED) || fadt.reset.space > ACPI_SPACE_PCI ||
        fadt.reset.address == 0) {
        return false;
    }
    *reset = (struct acpi_reset){
        .space = (enum acpi_space)fadt.reset.space,
        .address = fadt.reset.address,
        .value = fadt.reset_value,
    };
    return reset->space != ACPI_SPACE_PORT || reset->address <= UINT16_MAX;
}

uint16_t acpi_sleep_control(uint16_t control, uint8_t sleep_type)
{
    uint32_t type = (uint32_t)sleep_type << ACPI_PM1_SLP_TYP_SHIFT & ACPI_PM1_SLP_TYP_MASK;
    return (uint16_t)((control & ~ACPI_PM1_SLP_TYP_MASK) | type | ACPI_PM1_SLP_EN);
}
