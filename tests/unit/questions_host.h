/*
 * questions_host.h: all of stage2's firmware half over the fake machine of fake_bios.h.
 */
#ifndef TESTS_UNIT_QUESTIONS_HOST_H
#define TESTS_UNIT_QUESTIONS_HOST_H

#include "stage2/facts.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/fake_bios.h"
#include "tests/unit/stage2_host.h"

enum {
    KERNEL_LBA = 96,
    KERNEL_BYTES = 300 * SECTOR_BYTES,
    KERNEL_MEMORY = 0x30000,
    HIGH_BYTES = 4 << 20,
    BUILD_ID = 0x5eed1d,
};

extern uint8_t high[HIGH_BYTES]; /* what lies from 1 MiB on */

/* A machine that boots, for cmocka and for a test that needs another one. */
int questions_setup(void **state);
#define QUESTION_TEST(test) cmocka_unit_test_setup_teardown(test, questions_setup, fake_teardown)

/* Whether every question was answered; false: stage2 has stopped. */
bool answered(void);

/* What was told over the serial line, the screen's text too. */
void assert_told(const char *text);

/* Stops with these words, in red, and with the last word on what can be done. */
void assert_stops_with(const char *text);

#endif
