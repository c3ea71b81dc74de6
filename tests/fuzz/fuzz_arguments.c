/*
 * fuzz_arguments.c: any line splits into words that lie in it, or is refused; any word is a number
 * within its bound, or gives an error that says what was found.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/core/arguments.h"
#include "tests/fuzz/fuzz.h"

static void word_check(const struct arguments *arguments, const char *word)
{
    char error[ARGUMENT_ERROR_BYTES];
    uint64_t value = 0;
    uint64_t most = strlen(word) * 0x123456789;
    assert_true(word >= arguments->text && word + strlen(word) < arguments->text + LINE_BYTES);
    if (argument_number(word, most, &value, error)) {
        assert_true(value <= most);
    } else {
        assert_true(memcmp(error, "expected ", 9) == 0 && error[strlen(error) - 1] == '"');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char *line = malloc(count + 1); /* just as long, so that the sanitizer sees its end */
    memcpy(line, bytes, count);
    line[count] = '\0';
    struct arguments arguments;
    const char *error = arguments_split(&arguments, line);
    assert_true(arguments.count <= ARGUMENTS_MOST && arguments.word[arguments.count] == NULL);
    assert_true(error == NULL || arguments.count == 0);
    for (uint32_t i = 0; i < arguments.count; i++) {
        word_check(&arguments, arguments.word[i]);
    }
    free(line);
    return 0;
}
