/*
 * completion.h: how a word that was begun can go on.
 */
#ifndef KERNEL_CORE_COMPLETION_H
#define KERNEL_CORE_COMPLETION_H

#include "common/types.h"

/*
 * Where the words come from. `before` is the line's text, of which the first `bytes` stand before
 * the word: where those are blanks or none, a command is wanted, and after `help ` a source may
 * offer the same once more. Returns the word of that number, counted from 0; NULL ends the list.
 */
struct completion_words {
    const char *(*word)(void *context, const char *before, uint32_t bytes, uint32_t number);
    void *context;
};

struct completion {
    uint32_t matches;  /* words that begin like the text */
    uint32_t longest;  /* the length of the longest of them */
    uint32_t common;   /* so many bytes all of them have in common, the text's own among them */
    const char *first; /* the first match */
};

/* Looks at the words that begin with text[from] to text[to - 1]. */
struct completion completion_find(const struct completion_words *words, const char *text,
                                  uint32_t from, uint32_t to);

/* The next match from the word `*number` on, which is moved past it; NULL where there is none. */
const char *completion_next(const struct completion_words *words, const char *text, uint32_t from,
                            uint32_t to, uint32_t *number);

#endif
