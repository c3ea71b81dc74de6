/*
 * layout_cases.h: the table of layout_cases.c.
 */
#ifndef TESTS_UNIT_LAYOUT_CASES_H
#define TESTS_UNIT_LAYOUT_CASES_H

#include "common/types.h"

struct layout_case {
    const char *name;
    unsigned line;        /* from this line on, */
    unsigned count;       /* so many */
    const char *text;     /* are replaced by this */
    const char *expected; /* all that mkimage says; null where it takes the layout */
};

extern const struct layout_case layout_cases[];
extern const size_t layout_case_count;

#endif
