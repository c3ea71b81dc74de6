/*
 * trace_text.h: what a step of the climb changed, in words.
 */
#ifndef KERNEL_CORE_TRACE_TEXT_H
#define KERNEL_CORE_TRACE_TEXT_H

#include "common/boot_info.h"

enum trace_field {
    TRACE_CR0,
    TRACE_CR3,
    TRACE_CR4,
    TRACE_EFER,
    TRACE_EFLAGS, /* TF, IF and DF */
    TRACE_CS,
    TRACE_A20,
    TRACE_FIELDS
};

enum { TRACE_TEXT_BYTES = 256 };

/* "CR0 +WP +PG", "CR4 -PGE", "CS 0008", "A20 open"; false where the step left it as it was. A
 * `before` of NULL is a machine in which everything is 0. */
bool trace_change_text(char text[TRACE_TEXT_BYTES], enum trace_field field,
                       const struct boot_trace_record *before,
                       const struct boot_trace_record *after);

#endif
