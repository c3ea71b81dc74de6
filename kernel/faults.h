/*
 * faults.h: every exception, raised for real.
 *
 * For who wants to see what one looks like: the monitor's command `fault`, and the tests. Most of
 * them end in a crash report.
 */
#ifndef KERNEL_FAULTS_H
#define KERNEL_FAULTS_H

#include "common/types.h"

struct fault {
    const char *name;    /* "pf-write" */
    const char *text;    /* how it is raised; or why it cannot be */
    void (*raise)(void); /* NULL where it cannot */
};

/* All of them, in the order of their vectors. */
const struct fault *fault_all(size_t *count);

/* NULL where none has this name. */
const struct fault *fault_find(const char *name);

#endif
