/*
 * acpi_driver.c: the kernel's ACPI parser over files that hold pieces of a machine's memory.
 *
 * usage: acpi_driver FILE ADDRESS [FILE ADDRESS]...
 *
 * Prints what is found, one name=value a line, or `error=` and the text. tests/unit/acpi_files.py
 * builds and calls it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/core/acpi.h"

enum { PIECES_MOST = 8 };

static struct piece {
    uint8_t *bytes;
    uint64_t address, count;
} pieces[PIECES_MOST];

static bool piece_read(void *context, phys_t from, void *to, size_t bytes)
{
    (void)context;
    for (size_t i = 0; i < PIECES_MOST; i++) {
        uint64_t offset = from.value - pieces[i].address;
        if (offset <= pieces[i].count && bytes <= pieces[i].count - offset) {
            memcpy(to, pieces[i].bytes + offset, bytes);
            return true;
        }
    }
    return false;
}

static bool piece_load(struct piece *piece, const char *path, const char *address)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        return false;
    }
    piece->count = (uint64_t)ftell(file);
    piece->address = strtoull(address, NULL, 0);
    piece->bytes = malloc(piece->count);
    rewind(file);
    bool is_read = piece->bytes && fread(piece->bytes, 1, piece->count, file) == piece->count;
    fclose(file);
    return is_read;
}

static enum acpi_result look(void)
{
    const struct acpi_memory memory = {.read = piece_read};
    struct acpi_table fadt;
    struct acpi_power power;
    struct acpi_reset reset;
    enum acpi_result result = acpi_find_fadt(&memory, &fadt);
    if (result != ACPI_OK) {
        return result;
    }
    if (acpi_read_reset(&memory, &fadt, &reset)) {
        printf("reset_space=%d\nreset_address=%" PRIu64 "\nreset_value=%u\n", reset.space,
               reset.address, reset.value);
    }
    result = acpi_read_power(&memory, &fadt, &power);
    if (result == ACPI_OK) {
        printf("smi=%u\nacpi_enable=%u\npm1a=%u\npm1b=%u\nsleep_a=%u\nsleep_b=%u\n", power.smi_port,
               power.acpi_enable, power.pm1a_port, power.pm1b_port, power.sleep_type_a,
               power.sleep_type_b);
    }
    return result;
}

int main(int count, char **arguments)
{
    for (int i = 0; 2 * i + 2 < count && i < PIECES_MOST; i++) {
        if (!piece_load(&pieces[i], arguments[2 * i + 1], arguments[2 * i + 2])) {
            fprintf(stderr, "%s: cannot be read\n", arguments[2 * i + 1]);
            return 2;
        }
    }
    enum acpi_result result = look();
    if (result != ACPI_OK) {
        printf("error=%s\n", acpi_result_text(result));
    }
    for (size_t i = 0; i < PIECES_MOST; i++) {
        free(pieces[i].bytes);
    }
    return 0;
}
