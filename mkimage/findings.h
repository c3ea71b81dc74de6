/*
 * findings.h: what is wrong with a layout or an image, collected, so that one run tells all of it.
 *
 * Filled by every part of mkimage that judges, printed by main.c as FILE:LINE: reason. A list is
 * bounded: whoever reads twenty reasons has enough to do.
 */
#ifndef MKIMAGE_FINDINGS_H
#define MKIMAGE_FINDINGS_H

#include <stdio.h>

#include "common/types.h"

enum {
    FINDINGS_CAPACITY = 20,
    FINDING_TEXT_BYTES = 240,
};

struct finding {
    const char *file; /* the caller keeps the name alive as long as the list */
    unsigned line;    /* 0 where the file has no lines */
    char text[FINDING_TEXT_BYTES];
};

struct findings {
    unsigned count; /* of all that were found; only the first FINDINGS_CAPACITY are kept */
    struct finding list[FINDINGS_CAPACITY];
};

void finding_add(struct findings *findings, const char *file, unsigned line, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

/* By line; findings of one line stay in the order in which they were made. */
void findings_sort(struct findings *findings);

void findings_print(const struct findings *findings, FILE *out);

#endif
