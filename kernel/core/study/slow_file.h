/*
 * slow_file.h: for study: a file that is there at the third poll (12-2).
 *
 * The first two answers are "not yet". There is no disk behind it: the text is given at the start.
 * It wakes its poller at once, as a disk's interrupt would later.
 */
#ifndef KERNEL_CORE_STUDY_SLOW_FILE_H
#define KERNEL_CORE_STUDY_SLOW_FILE_H

#include "kernel/core/future.h"

enum { SLOW_FILE_POLLS = 3 };

struct slow_file {
    struct future future;
    const char *text;
    uint32_t polls;
};

/* Its value is the address of the text. */
struct future *slow_file_start(struct slow_file *self, const char *text);

#endif
