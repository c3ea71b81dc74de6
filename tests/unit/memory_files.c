/*
 * memory_files.c: reads tests/data/e820; lines of base, length and type, in hexadecimal.
 */
#include "tests/unit/memory_files.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/cmocka_headers.h"

#define DIRECTORY "tests/data/e820"

struct memory_file memory_files[MEMORY_FILES + 1];
size_t memory_file_count;

static void file_read(const char *name)
{
    char path[512];
    char line[512];
    struct memory_file *map = &memory_files[memory_file_count];
    snprintf(path, sizeof(path), DIRECTORY "/%s", name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    snprintf(map->name, sizeof(map->name), "%.*s", (int)(strlen(name) - strlen(".txt")), name);
    while (fgets(line, sizeof(line), file) != NULL) {
        unsigned long long base, length;
        unsigned type;
        if (line[0] == '#' || line[0] == '\n') {
            continue;
        }
        assert_int_equal(sscanf(line, "%llx %llx %u", &base, &length, &type), 3);
        assert_true(map->count < MEMORY_FILE_ENTRIES);
        map->entries[map->count++] = (struct e820_entry){
            .base = base, .length = length, .type = type, .attributes = E820_ATTRIBUTE_VALID};
    }
    fclose(file);
    memory_file_count++;
}

int memory_files_read(void **state)
{
    (void)state;
    DIR *directory = opendir(DIRECTORY);
    if (directory == NULL) {
        print_error("no %s: run from the project's root\n", DIRECTORY);
        return -1;
    }
    for (struct dirent *entry;
         (entry = readdir(directory)) != NULL && memory_file_count <= MEMORY_FILES;) {
        if (strstr(entry->d_name, ".txt") != NULL) {
            file_read(entry->d_name);
        }
    }
    closedir(directory);
    return 0;
}

struct memory_source memory_file_source(const struct memory_file *file)
{
    return (struct memory_source){.entries = file->entries,
                                  .entry_count = file->count,
                                  .attributes_count = true,
                                  .usable_limit = UINT64_MAX};
}
