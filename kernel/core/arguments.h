/*
 * arguments.h: a line that was entered, as words; and words as numbers, with errors that say what
 * was expected and what was found.
 */
#ifndef KERNEL_CORE_ARGUMENTS_H
#define KERNEL_CORE_ARGUMENTS_H

#include "kernel/core/line_text.h"

enum {
    ARGUMENTS_MOST = 16,                    /* words of a line, the command among them */
    ARGUMENT_ERROR_BYTES = LINE_BYTES + 96, /* has room for any word */
};

struct arguments {
    uint32_t count;
    const char *word[ARGUMENTS_MOST + 1]; /* NULL after the last; each is a piece of text[] */
    char text[LINE_BYTES];
};

/* Splits at blanks; what stands between two quotation marks is one word, or a part of one. Returns
 * NULL, or what is wrong with the line, which then has no words. */
const char *arguments_split(struct arguments *arguments, const char *line);

/*
 * Reads decimal digits, or 0x and hexadecimal ones, with K, M or G for 2^10, 2^20 or 2^30. Returns
 * true where that makes a number of at most `most`; else error[] is the text that says what was
 * expected and found. A word that is NULL is a missing one.
 */
bool argument_number(const char *word, uint64_t most, uint64_t *value,
                     char error[ARGUMENT_ERROR_BYTES]);

/* The same kind of text for any other word: `expected WHAT, found "word"`. */
void argument_refuse(char error[ARGUMENT_ERROR_BYTES], const char *expected, const char *word);

#endif
