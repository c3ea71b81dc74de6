/*
 * hexdump.c: memory as rows of hexadecimal and text.
 *
 * Called by the command that dumps memory, whose reader knows what may be read. A row is read
 * before it is written, so one that cannot be read costs nothing but its page.
 */
#include "kernel/core/hexdump.h"

#include "common/format.h"
#include "common/string.h"

enum {
    PAGE_SIZE_BYTES = 4096,
    FIRST_COLUMN = 20, /* of the bytes: after the address and two blanks */
    TEXT_COLUMN = 62,
};

/* Bytes stand in pairs, and the two halves of the row apart. */
static uint32_t column_of(uint32_t byte)
{
    return FIRST_COLUMN + 2 * byte + byte / 2 + (byte >= HEXDUMP_BYTES / 2 ? 1 : 0);
}

static void row_fill(char row[HEXDUMP_ROW], uint32_t first, const uint8_t *bytes, uint32_t count)
{
    static const char digits[] = "0123456789abcdef";
    for (uint32_t i = 0; i < count; i++) {
        char *at = row + column_of(first + i);
        at[0] = digits[bytes[i] >> 4];
        at[1] = digits[bytes[i] & (HEXDUMP_BYTES - 1)];
        bool is_shown = bytes[i] >= ' ' && bytes[i] <= '~';
        row[TEXT_COLUMN + first + i] = (char)(is_shown ? bytes[i] : '.');
    }
    row[TEXT_COLUMN + first + count] = '\0';
}

/* From the address to the next multiple of a power of two, but not beyond the dump's end. */
static uint64_t bytes_to(const struct hexdump *dump, uint64_t power)
{
    uint64_t bytes = power - dump->address % power;
    return bytes < dump->left ? bytes : dump->left;
}

bool hexdump_next(struct hexdump *dump, char row[HEXDUMP_ROW])
{
    uint64_t to_end_of_space = 0 - dump->address; /* 0 where all of it is still to come */
    if (dump->address > 0 && dump->left > to_end_of_space) {
        dump->left = to_end_of_space;
    }
    if (dump->left == 0) {
        return false;
    }
    uint8_t bytes[HEXDUMP_BYTES];
    unsigned long long address = dump->address;
    uint32_t first = address % HEXDUMP_BYTES;
    uint64_t shown = bytes_to(dump, HEXDUMP_BYTES);
    const char *refusal = dump->read(dump->context, dump->address, bytes, shown);
    if (refusal == NULL) {
        memset(row, ' ', HEXDUMP_ROW);
        size_t length = format_buffer(row, HEXDUMP_ROW, "0x%016llx", address - first);
        row[length] = ' ';
        row_fill(row, first, bytes, (uint32_t)shown);
    } else {
        shown = bytes_to(dump, PAGE_SIZE_BYTES);
        format_buffer(row, HEXDUMP_ROW, "0x%016llx  %.32s, up to 0x%016llx", address, refusal,
                      address + (shown - 1));
    }
    dump->address += shown;
    dump->left -= shown;
    return true;
}
