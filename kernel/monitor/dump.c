/*
 * dump.c: `dump` shows memory as hex and text.
 *
 * Every row is translated before it is read, so nothing faults: core/page_refusal.h says what is
 * left alone, and core/hexdump.h how a row looks.
 */
#include "common/string.h"
#include "kernel/core/hexdump.h"
#include "kernel/core/page_map.h"
#include "kernel/core/page_refusal.h"
#include "kernel/mem/address_space.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

enum { BYTES_UNASKED = 128, ROWS_A_CALL = 4, ADDRESS_COLUMNS = 18 };

enum { WORD_ADDRESS = 1, WORD_LENGTH, WORD_FORCE, WORDS = WORD_FORCE };

static struct hexdump shown;
static bool forced;

/* Byte by byte, and each once: a device may count. */
static const char *memory_read(void *context, uint64_t address, uint8_t *bytes, size_t count,
                               uint64_t *last)
{
    (void)context;
    virt_t end;
    struct page_walk walk = space_walk(address_space(), virt(address));
    const char *refusal = page_refusal(&walk, virt(address), forced, &end);
    *last = end.value;
    for (size_t i = 0; i < count && refusal == NULL; i++) {
        bytes[i] = ((const volatile uint8_t *)address)[i];
    }
    return refusal;
}

static bool dump_start(struct command_run *run)
{
    const char *force = command_word(run, WORD_FORCE);
    shown = (struct hexdump){.left = BYTES_UNASKED, .read = memory_read};
    forced = force != NULL;
    if (!command_number(run, WORD_ADDRESS, UINT64_MAX, &shown.address)) {
        return false;
    }
    if (command_word(run, WORD_LENGTH) &&
        !command_number(run, WORD_LENGTH, UINT64_MAX, &shown.left)) {
        return false;
    }
    if (shown.left == 0) {
        return command_refuse_word(run, "at least 1 byte", command_word(run, WORD_LENGTH));
    }
    if (force != NULL && strcmp(force, "force") != 0) {
        return command_refuse_word(run, "`force` or nothing", force);
    }
    return true;
}

static bool dump_next(struct command_run *run)
{
    char row[HEXDUMP_ROW];
    (void)run;
    for (uint32_t i = 0; i < ROWS_A_CALL; i++) {
        if (!hexdump_next(&shown, row)) {
            return false;
        }
        print_in(VGA_DARK_GRAY, "%.*s", ADDRESS_COLUMNS, row);
        print("%s\n", row + ADDRESS_COLUMNS);
    }
    return shown.left > 0;
}

COMMAND(dump) = {
    .name = "dump",
    .usage = "ADDR [LEN [force]]",
    .words = WORDS,
    .summary = "memory as hex and text",
    .detail = "ADDR is virtual. LEN is 128 where it is not given; K, M and G count, as in 4K.\n"
              "Nothing faults: what is not mapped says so. Memory that is not cached may be a\n"
              "device's, which acts on being read: it is shown only where `force` is added.",
    .example = "dump 0xffffffff80000000 64",
    .start = dump_start,
    .next = dump_next,
};
