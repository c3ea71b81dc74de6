/*
 * protected_host.h: all of stage2's half without a BIOS, over 4 MiB of memory with a kernel and a
 * text screen in it, COM1, and the CRT controller's cursor.
 */
#ifndef TESTS_UNIT_PROTECTED_HOST_H
#define TESTS_UNIT_PROTECTED_HOST_H

#include "common/crc32c.h"
#include "gen/layout.h"
#include "stage2/facts.h"
#include "stage2/protected/climb.h"
#include "stage2/protected/memory.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/stage2_host.h"

enum {
    MEMORY_BYTES = 4 << 20,
    KERNEL = 1 << 20,
    KERNEL_FILE = 12 * 1024,
    KERNEL_MEMORY = 5 * 4096,
    TEXT = 4096,
    DATA = 2 * 4096,
    BSS = 3 * 4096,
};

extern uint8_t memory[MEMORY_BYTES];
extern uint32_t serial_most; /* so many bytes COM1 takes, and then none */

/* A machine whose kernel is sound, for cmocka and for a test that needs another one. */
int protected_setup(void **state);
#define PROTECTED_TEST(test) cmocka_unit_test_setup(test, protected_setup)

struct kernel_header *kernel(void);
const struct crc32c_tables *crc_tables(void);

/* stage2's header agrees with whatever the kernel holds now. */
void seal(void);

/* Row and column of the BIOS's cursor. */
void bios_cursor(uint8_t row, uint8_t column);

/* The CRT controller's cursor, in cells. */
uint32_t crtc_cursor(void);
uint16_t *cell(uint32_t row, uint32_t column);
void assert_row(uint32_t row, const char *text);

/* protected_main(); null where stage2 has stopped. */
const struct climb *climb(void);

/* What was told over COM1, and since when. */
const char *told(void);
void told_clear(void);
void assert_told(const char *text);
void assert_stops_with(const char *text);

#endif
