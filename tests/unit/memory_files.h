/*
 * memory_files.h: the memory maps of 39 real machines, as tests/data/e820 has them.
 */
#ifndef TESTS_UNIT_MEMORY_FILES_H
#define TESTS_UNIT_MEMORY_FILES_H

#include "common/memory_map.h"

enum { MEMORY_FILES = 39, MEMORY_FILE_ENTRIES = 64 };

struct memory_file {
    char name[64];
    struct e820_entry entries[MEMORY_FILE_ENTRIES];
    uint32_t count;
};

/* One more has room than there should be, so that a test sees where there are too many. */
extern struct memory_file memory_files[MEMORY_FILES + 1];
extern size_t memory_file_count;

/* Reads them all; a group set-up of cmocka. */
int memory_files_read(void **state);

/* What the clean map of one is computed from, without claims. */
struct memory_source memory_file_source(const struct memory_file *file);

#endif
