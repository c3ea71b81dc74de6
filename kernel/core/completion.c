/*
 * completion.c: how a word that was begun can go on.
 *
 * Called by line_editor.c when Tab is pressed. The words come in any order, in no store of ours.
 */
#include "kernel/core/completion.h"

#include "common/string.h"

enum { WORDS_MOST = 1000 }; /* a source that never ends is not asked further */

const char *completion_next(const struct completion_words *words, const char *text, uint32_t from,
                            uint32_t to, uint32_t *number)
{
    uint32_t bytes = to - from;
    while (*number < WORDS_MOST) {
        const char *word = words->word(words->context, text, from, (*number)++);
        if (word == NULL) {
            break;
        }
        if (strnlen(word, bytes) == bytes && memcmp(word, text + from, bytes) == 0) {
            return word;
        }
    }
    *number = WORDS_MOST;
    return NULL;
}

static uint32_t common_length(const char *a, const char *b, uint32_t most)
{
    uint32_t length = 0;
    while (length < most && a[length] == b[length]) {
        length++;
    }
    return length;
}

struct completion completion_find(const struct completion_words *words, const char *text,
                                  uint32_t from, uint32_t to)
{
    struct completion found = {0};
    uint32_t number = 0;
    const char *word = NULL;
    while ((word = completion_next(words, text, from, to, &number)) != NULL) {
        uint32_t length = (uint32_t)strlen(word);
        found.longest = length > found.longest ? length : found.longest;
        if (found.matches++ == 0) {
            found.first = word;
            found.common = length;
        }
        uint32_t most = length < found.common ? length : found.common;
        found.common = common_length(found.first, word, most);
    }
    return found;
}
