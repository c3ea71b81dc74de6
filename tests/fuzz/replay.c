/*
 * replay.c: runs a fuzzer's kept inputs once, as a test: build/tests/unit/COMPILER/test_fuzz_NAME.
 *
 * Stands in for clang's fuzzer, so that every compiler can build it, and `make test` sees that each
 * input of tests/fuzz/corpus/NAME, each of which once broke something or reaches what no other
 * does, is still dealt with. Run from the project's root.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define CORPUS  "tests/fuzz/corpus/"
#define PROGRAM "test_fuzz_"

enum { PATH_BYTES = 512 };

/* In memory of just its length, so that the sanitizer sees its end. */
static void file_run(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size_t count = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(count);
    assert_int_equal(fread(bytes, 1, count, file), count);
    fclose(file);
    printf("%s\n", path); /* the last one that is named is the one that failed */
    LLVMFuzzerTestOneInput(bytes, count);
    free(bytes);
}

static void test_the_kept_inputs(void **state)
{
    const char *name = *state;
    char path[PATH_BYTES];
    snprintf(path, sizeof(path), CORPUS "%s", name);
    DIR *folder = opendir(path);
    assert_non_null(folder);
    uint32_t inputs = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof(path), CORPUS "%s/%s", name, entry->d_name);
            file_run(path);
            inputs++;
        }
    }
    closedir(folder);
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    assert_true(inputs > 0);
}

int main(int count, char **arguments)
{
    /* .../test_fuzz_NAME */
    const char *program = count > 0 ? strrchr(arguments[0], '/') : NULL;
    if (program == NULL || strncmp(program + 1, PROGRAM, strlen(PROGRAM)) != 0) {
        fprintf(stderr, "call it by its path, .../" PROGRAM "NAME\n");
        return EXIT_FAILURE;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(test_the_kept_inputs, (void *)(program + 1 + strlen(PROGRAM))),
    };
    return cmocka_run_group_tests_name(program + 1, tests, NULL, NULL);
}
