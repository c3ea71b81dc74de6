/*
 * command.h: a command of the monitor.
 *
 * Each command is a small file that registers itself: its record goes into a section that the
 * linker collects (kernel.ld), and help, completion and the monitor find it there.
 *
 * A command is no task of its own. `start` does the work, or its beginning; `next` goes on, a few
 * lines at a time, so that between two calls the other tasks run, the screen can pause and Ctrl-C
 * is heard. What has to last from call to call stands in struct command_run.
 */
#ifndef KERNEL_MONITOR_COMMAND_H
#define KERNEL_MONITOR_COMMAND_H

#include "kernel/core/arguments.h"
#include "kernel/core/event_queue.h"

enum { COMMAND_ROWS_MOST = 4 }; /* that one call of `next` prints */

struct command_run {
    const struct command *command;
    struct arguments arguments;
    uint64_t at, end; /* the command's own */
};

struct command {
    const char *name;
    const char *usage;   /* its arguments: "ADDR [LEN]"; "" if it has none */
    uint32_t words;      /* of them at most */
    const char *summary; /* one line, below 60 characters */
    const char *detail;  /* what `help NAME` says beyond that: lines of at most 79 characters */
    const char *example;
    /* True: there is more, by `next` or by `key`. */
    bool (*start)(struct command_run *run);
    bool (*next)(struct command_run *run);
    /* Of commands that take keys: true until they have had enough. */
    bool (*key)(struct command_run *run, const struct event *event);
    /* Words for Tab behind the command's name; NULL where there are none. */
    const char *(*word)(uint32_t number);
};

/* Pointers are collected, since a compiler may align a structure as it likes, and leave gaps. */
#define COMMAND(id)                                                                                \
    static const struct command id;                                                                \
    static const struct command *const command_##id __attribute__((used, section(".commands"))) =  \
        &id;                                                                                       \
    static const struct command id

extern const struct command *const commands[], *const commands_end[]; /* kernel.ld, by file name */

/* NULL where no command has this name. */
const struct command *command_find(const char *name);

/* A word of the line behind the command's name, NULL where it has not so many: 1 is the first. */
static inline const char *command_word(const struct command_run *run, uint32_t number)
{
    return number < run->arguments.count ? run->arguments.word[number] : NULL;
}

/* Says what is wrong with the line that was typed, and how the command is used. Returns false, as
 * `start` does then. */
bool command_refuse(const struct command_run *run, const char *text);

/* The same of one word: what was wanted instead. */
bool command_refuse_word(const struct command_run *run, const char *wanted, const char *word);

/* A line's first words in their colour, followed by blanks up to column `width`. */
void command_label(const char *label, uint32_t width);

/* The number in a word; false, and refused, where it is none or above `most`. */
bool command_number(const struct command_run *run, uint32_t word, uint64_t most, uint64_t *value);

/* Has the line no more words than the command takes? Refused where it has. */
bool command_takes_words(const struct command_run *run);

#endif
