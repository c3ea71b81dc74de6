/*
 * hexdump.c: memory as rows of hexadecimal and text.
 *
 * Called by the command that dumps memory, whose reader knows what may be read. A row is read
 * before it is written, so what cannot be read costs a question for each part that the reader
 * knows.
 */
#include "kernel/core/hexdump.h"

#include "common/format.h"
#include "common/string.h"

enum {
    REFUSALS_MOST = 4096, /* joined to one row */
    FIRST_COLUMN = 20,    /* of the bytes: after the address and two blanks */
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

/* How many bytes from the dump's address to `last`, but not beyond the dump's end. */
static uint64_t bytes_to(const struct hexdump *dump, uint64_t last)
{
    uint64_t more = last - dump->address;
    return more < dump->left ? more + 1 : dump->left;
}

/* What lies behind and is refused for the same reason joins in. Returns how many bytes that is. */
static uint64_t refused_bytes(const struct hexdump *dump, const char *refusal, uint64_t last)
{
    uint64_t bytes = bytes_to(dump, last);
    uint8_t unused[1];
    for (uint32_t i = 0; i < REFUSALS_MOST && bytes < dump->left; i++) {
        uint64_t address = dump->address + bytes;
        last = address;
        const char *next = dump->read(dump->context, address, unused, sizeof(unused), &last);
        if (next == NULL || strcmp(next, refusal) != 0) {
            break;
        }
        bytes = bytes_to(dump, last);
    }
    return bytes;
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
    uint64_t last = address;
    uint64_t shown = bytes_to(dump, address | (HEXDUMP_BYTES - 1));
    const char *refusal = dump->read(dump->context, address, bytes, shown, &last);
    if (refusal == NULL) {
        memset(row, ' ', HEXDUMP_ROW);
        size_t length = format_buffer(row, HEXDUMP_ROW, "0x%016llx", address - first);
        row[length] = ' ';
        row_fill(row, first, bytes, (uint32_t)shown);
    } else {
        shown = refused_bytes(dump, refusal, last);
        format_buffer(row, HEXDUMP_ROW, "0x%016llx  %.32s, up to 0x%016llx", address, refusal,
                      address + (shown - 1));
    }
    dump->address += shown;
    dump->left -= shown;
    return true;
}
