/*
 * acpi_sleep.c: the value of \_S5_ in the DSDT, without an interpreter of AML [ACPI 6.5 20.2].
 *
 * AML is a program, but \_S5_ is data in it, and firmware writes it as a constant:
 *
 *     08          NameOp
 *     5C          '\', or not
 *     "_S5_"
 *     12          PackageOp
 *     pp ...      PkgLength: 1 to 4 bytes, which count from the first of them to the package's end
 *     04          number of elements
 *     0A 05 ...   the elements: SLP_TYPa, SLP_TYPb, and two that mean nothing [ACPI 6.5 7.4.2]
 *
 * The place is found by these bytes, and only a package that holds together in all of them counts.
 */
#include "common/string.h"
#include "kernel/core/acpi.h"

enum {
    WINDOW_BYTES = 512,
    S5_MOST = 64, /* bytes that are looked at from NameOp on: with room for the longest elements */
    SLEEP_TYPE_MOST = 7,
    LENGTH_COUNT_SHIFT = 6, /* of a PkgLength's first byte: how many more follow */
    LENGTH_ALONE_MASK = 0x3f,
    LENGTH_FIRST_BITS = 4,
    LENGTH_FIRST_MASK = 0xf,
    BYTE_BITS = 8,
    BYTE_MASK = 0xff,
};

/* Bytes of AML, taken one after the other: `left` of them are at hand, and `beyond` those the table
 * goes on. */
struct aml {
    const uint8_t *at;
    uint32_t left;
    uint32_t beyond;
};

static bool byte_take(struct aml *aml, uint8_t *byte)
{
    if (aml->left == 0) {
        return false;
    }
    aml->left--;
    *byte = *aml->at++;
    return true;
}

static bool bytes_skip(struct aml *aml, const void *bytes, uint32_t count)
{
    if (aml->left < count || memcmp(aml->at, bytes, count) != 0) {
        return false;
    }
    aml->at += count;
    aml->left -= count;
    return true;
}

static bool byte_skip(struct aml *aml, uint8_t byte)
{
    return bytes_skip(aml, &byte, 1);
}

/* A PkgLength counts itself; *left is what it leaves for the rest of its package. */
static bool length_take(struct aml *aml, uint32_t *left)
{
    uint8_t first = 0;
    if (!byte_take(aml, &first)) {
        return false;
    }
    uint32_t more = first >> LENGTH_COUNT_SHIFT;
    uint32_t length = first & (more > 0 ? LENGTH_FIRST_MASK : LENGTH_ALONE_MASK);
    for (uint32_t i = 0; i < more; i++) {
        uint8_t byte = 0;
        if (!byte_take(aml, &byte)) {
            return false;
        }
        length |= (uint32_t)byte << (LENGTH_FIRST_BITS + BYTE_BITS * i);
    }
    *left = length - (1 + more);
    return length >= 1 + more;
}

static uint32_t integer_bytes(uint8_t prefix)
{
    switch (prefix) {
    case AML_BYTE:
        return sizeof(uint8_t);
    case AML_WORD:
        return sizeof(uint16_t);
    case AML_DWORD:
        return sizeof(uint32_t);
    case AML_QWORD:
        return sizeof(uint64_t);
    default:
        return 0;
    }
}

static bool integer_take(struct aml *aml, uint64_t *value)
{
    uint8_t prefix = 0;
    if (!byte_take(aml, &prefix)) {
        return false;
    }
    uint32_t bytes = integer_bytes(prefix);
    *value = bytes > 0 ? 0 : prefix;
    for (uint32_t i = 0; i < bytes; i++) {
        uint8_t byte = 0;
        if (!byte_take(aml, &byte)) {
            return false;
        }
        *value |= (uint64_t)byte << (BYTE_BITS * i);
    }
    return bytes > 0 || prefix == AML_ZERO || prefix == AML_ONE;
}

/* The elements. A package of one has both types in one number, the second in its second byte. */
static bool types_take(struct aml *package, struct acpi_power *power)
{
    uint8_t elements = 0;
    uint64_t a = 0;
    uint64_t b = 0;
    if (!byte_take(package, &elements) || elements == 0 || !integer_take(package, &a)) {
        return false;
    }
    if (elements == 1) {
        b = a >> BYTE_BITS;
        a &= BYTE_MASK;
    } else if (!integer_take(package, &b)) {
        return false;
    }
    power->sleep_type_a = (uint8_t)a;
    power->sleep_type_b = (uint8_t)b;
    return a <= SLEEP_TYPE_MOST && b <= SLEEP_TYPE_MOST;
}

/* Is this place \_S5_, which is ACPI_OK, or not, or does it only begin like it? */
static enum acpi_result s5_take(struct aml aml, struct acpi_power *power)
{
    static const char name[] = {'_', 'S', '5', '_'};
    if (!byte_skip(&aml, AML_NAME)) {
        return ACPI_NO_S5;
    }
    byte_skip(&aml, AML_ROOT);
    if (!bytes_skip(&aml, name, sizeof(name))) {
        return ACPI_NO_S5;
    }
    uint32_t length = 0;
    if (!byte_skip(&aml, AML_PACKAGE) || !length_take(&aml, &length) ||
        length > aml.left + aml.beyond) {
        return ACPI_BAD_S5;
    }
    aml.left = aml.left < length ? aml.left : length;
    return types_take(&aml, power) ? ACPI_OK : ACPI_BAD_S5;
}

/* Tries every place of a window but its last S5_MOST bytes, which begin the next window, unless the
 * table ends with this one. */
static enum acpi_result window_search(const uint8_t *window, uint32_t bytes, uint32_t beyond,
                                      struct acpi_power *power)
{
    enum acpi_result result = ACPI_NO_S5;
    uint32_t end = beyond > 0 ? bytes - S5_MOST : bytes;
    for (uint32_t i = 0; i < end; i++) {
        enum acpi_result found = s5_take((struct aml){window + i, bytes - i, beyond}, power);
        if (found == ACPI_OK) {
            return found;
        }
        result = found == ACPI_NO_S5 ? result : found;
    }
    return result;
}

enum acpi_result acpi_find_s5(const struct acpi_memory *memory, const struct acpi_table *dsdt,
                              struct acpi_power *power)
{
    enum acpi_result result = ACPI_NO_S5;
    uint8_t window[WINDOW_BYTES];
    for (uint32_t at = sizeof(struct acpi_header); at < dsdt->length;
         at += WINDOW_BYTES - S5_MOST) {
        uint32_t left = dsdt->length - at;
        uint32_t bytes = left < WINDOW_BYTES ? left : WINDOW_BYTES;
        if (!memory->read(memory->context, phys(dsdt->address.value + at), window, bytes)) {
            return ACPI_BAD_DSDT;
        }
        enum acpi_result found = window_search(window, bytes, left - bytes, power);
        if (found == ACPI_OK) {
            return found;
        }
        result = found == ACPI_NO_S5 ? result : found;
    }
    return result;
}
