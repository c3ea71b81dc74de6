/*
 * acpi_find.c: from the root pointer in low memory to the FADT [ACPI 6.5 5.2].
 *
 *     RSDP, in the EBDA or from E0000h on
 *      |-- XSDT, or RSDT: a list of addresses
 *           |-- FADT, among them
 *
 * Nothing is followed twice, so tables that point at each other end nowhere. Called by
 * kernel/power.c; acpi.c reads what is found.
 */
#include "common/pc/bios.h"
#include "common/string.h"
#include "kernel/core/acpi.h"

enum {
    TABLE_MOST = 4 * FIRST_MIB, /* the largest DSDTs have some 500 KiB */
    ENTRIES_MOST = 256,
    PIECE_BYTES = 256, /* in which a table is read */
    SEGMENT_BYTES = 16,
    EBDA_LOWEST = 0x80000, /* by which every segment is one of a PC's last half MiB */
    EBDA_END = 0xa0000,
    BDA_ADDRESS = BDA_SEGMENT * SEGMENT_BYTES,
};

static bool read(const struct acpi_memory *memory, uint64_t from, void *to, size_t bytes)
{
    return from + bytes >= from && memory->read(memory->context, phys(from), to, bytes);
}

/* Do these bytes add up to 0? Memory that cannot be read does not. */
static bool sum_is_right(const struct acpi_memory *memory, uint64_t from, uint32_t bytes)
{
    uint8_t sum = 0;
    uint8_t piece[PIECE_BYTES];
    while (bytes > 0) {
        uint32_t count = bytes < PIECE_BYTES ? bytes : PIECE_BYTES;
        if (!read(memory, from, piece, count)) {
            return false;
        }
        for (uint32_t i = 0; i < count; i++) {
            sum = (uint8_t)(sum + piece[i]);
        }
        from += count;
        bytes -= count;
    }
    return sum == 0;
}

bool acpi_table_open(const struct acpi_memory *memory, phys_t address, const char *signature,
                     struct acpi_table *table)
{
    struct acpi_header header;
    if (!read(memory, address.value, &header, sizeof(header)) ||
        memcmp(header.signature, signature, ACPI_SIGNATURE_BYTES) != 0 ||
        header.length < sizeof(header) || header.length > TABLE_MOST) {
        return false;
    }
    *table = (struct acpi_table){.address = address, .length = header.length};
    return sum_is_right(memory, address.value, header.length);
}

/* --- the root pointer ------------------------------------------------------------------------- */

/* With a revision from 2 on, the second sum counts too; ACPI 1.0 has only the first. */
static bool rsdp_is_right(const struct acpi_memory *memory, uint64_t at, struct acpi_rsdp *rsdp)
{
    if (!sum_is_right(memory, at, ACPI_RSDP_1_BYTES)) {
        return false;
    }
    if (rsdp->revision < ACPI_RSDP_REVISION_2) {
        rsdp->xsdt = 0;
        return true;
    }
    return read(memory, at, rsdp, sizeof(*rsdp)) && rsdp->length >= sizeof(*rsdp) &&
           rsdp->length <= PIECE_BYTES && sum_is_right(memory, at, rsdp->length);
}

/* The first one in a range whose sums are right. *result tells of wrong ones. */
static bool rsdp_find(const struct acpi_memory *memory, uint64_t from, uint64_t to,
                      struct acpi_rsdp *rsdp, enum acpi_result *result)
{
    for (uint64_t at = from; at < to; at += ACPI_RSDP_ALIGNMENT) {
        bool is_there = read(memory, at, rsdp, ACPI_RSDP_1_BYTES) &&
                        memcmp(rsdp->signature, ACPI_RSDP_SIGNATURE, sizeof(rsdp->signature)) == 0;
        if (is_there && rsdp_is_right(memory, at, rsdp)) {
            return true;
        }
        *result = is_there ? ACPI_BAD_RSDP : *result;
    }
    return false;
}

/* Where the extended BIOS data area begins; EBDA_END, and so nowhere, where the BIOS does not say.
 */
static uint64_t ebda_start(const struct acpi_memory *memory)
{
    uint16_t segment = 0;
    bool is_read = read(memory, BDA_ADDRESS + BDA_EBDA_SEGMENT, &segment, sizeof(segment));
    uint64_t start = (uint64_t)segment * SEGMENT_BYTES;
    return is_read && start >= EBDA_LOWEST && start < EBDA_END ? start : EBDA_END;
}

static enum acpi_result rsdp_search(const struct acpi_memory *memory, struct acpi_rsdp *rsdp)
{
    enum acpi_result result = ACPI_NO_RSDP;
    uint64_t ebda = ebda_start(memory);
    uint64_t ebda_end = EBDA_END - ebda < ACPI_EBDA_BYTES ? EBDA_END : ebda + ACPI_EBDA_BYTES;
    bool is_found = rsdp_find(memory, ebda, ebda_end, rsdp, &result) ||
                    rsdp_find(memory, ACPI_BIOS_START, ACPI_BIOS_END, rsdp, &result);
    return is_found ? ACPI_OK : result;
}

/* --- the list of tables ----------------------------------------------------------------------- */

/* A kind of list: an RSDT has addresses of 4 bytes, an XSDT of 8. */
struct root {
    uint64_t address;
    const char *signature;
    uint32_t entry_bytes;
};

static enum acpi_result fadt_in_root(const struct acpi_memory *memory, const struct root *root,
                                     struct acpi_table *fadt)
{
    struct acpi_table list;
    if (root->address == 0 ||
        !acpi_table_open(memory, phys(root->address), root->signature, &list)) {
        return ACPI_BAD_ROOT;
    }
    uint32_t entries = (list.length - (uint32_t)sizeof(struct acpi_header)) / root->entry_bytes;
    entries = entries < ENTRIES_MOST ? entries : ENTRIES_MOST;
    enum acpi_result result = ACPI_NO_FADT;
    uint64_t at = root->address + sizeof(struct acpi_header);
    for (uint32_t i = 0; i < entries; i++, at += root->entry_bytes) {
        uint64_t entry = 0; /* of which an RSDT fills the lower half */
        char signature[ACPI_SIGNATURE_BYTES];
        if (!read(memory, at, &entry, root->entry_bytes) ||
            !read(memory, entry, signature, sizeof(signature)) ||
            memcmp(signature, ACPI_FADT_SIGNATURE, sizeof(signature)) != 0) {
            continue;
        }
        if (acpi_table_open(memory, phys(entry), ACPI_FADT_SIGNATURE, fadt) &&
            fadt->length >= ACPI_FADT_1_BYTES) {
            return ACPI_OK;
        }
        result = ACPI_BAD_FADT;
    }
    return result;
}

enum acpi_result acpi_find_fadt(const struct acpi_memory *memory, struct acpi_table *fadt)
{
    struct acpi_rsdp rsdp;
    enum acpi_result result = rsdp_search(memory, &rsdp);
    if (result != ACPI_OK) {
        return result;
    }
    const struct root xsdt = {rsdp.xsdt, ACPI_XSDT_SIGNATURE, sizeof(uint64_t)};
    const struct root rsdt = {rsdp.rsdt, ACPI_RSDT_SIGNATURE, sizeof(uint32_t)};
    result = fadt_in_root(memory, &xsdt, fadt);
    if (result != ACPI_OK) {
        enum acpi_result other = fadt_in_root(memory, &rsdt, fadt);
        result = other == ACPI_OK || result == ACPI_BAD_ROOT ? other : result;
    }
    return result;
}
