/*
 * example_machine.h: for study: the state machine that a compiler makes of an async function,
 * written by hand (12-3).
 *
 *     async fn example(min_len) -> String {
 *         let content = read("foo.txt").await;
 *         if content.len() < min_len { content + read("bar.txt").await } else { content }
 *     }
 *
 *                          long enough
 *                  +-----------------------------+
 *                  |                             v
 *     Start -> WaitingOnFoo -> WaitingOnBar ->  End
 *
 * Each state has the fields that are still needed in it, and no others. They share their memory, so
 * the machine is as large as its largest state.
 */
#ifndef KERNEL_CORE_STUDY_EXAMPLE_MACHINE_H
#define KERNEL_CORE_STUDY_EXAMPLE_MACHINE_H

#include "kernel/core/study/slow_file.h"

enum { EXAMPLE_TEXT_BYTES = 64 };

struct example_files {
    const char *foo;
    const char *bar;
};

struct example_machine {
    struct future future;
    const struct example_files *files;
    char *text; /* of EXAMPLE_TEXT_BYTES: the result; what does not fit is cut */
    enum { EXAMPLE_START, EXAMPLE_WAITING_ON_FOO, EXAMPLE_WAITING_ON_BAR, EXAMPLE_END } state;
    union {
        struct {
            size_t min_length;
        } start;
        struct {
            size_t min_length;
            struct slow_file foo;
        } waiting_on_foo;
        struct {
            const char *content;
            struct slow_file bar;
        } waiting_on_bar;
    };
};

/* Its value is the length of the result. */
struct future *example_start(struct example_machine *self, const struct example_files *files,
                             size_t min_length, char *text);

#endif
