/*
 * help.c: `help` lists all commands, `help NAME` tells about one.
 */
#include "common/format.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

enum { HEAD_COLUMNS = 20 };

static void print_command(const struct command *command)
{
    char head[LINE_BYTES];
    format_buffer(head, sizeof(head), "%s %s", command->name, command->usage);
    command_label(head, HEAD_COLUMNS);
    print(" %s\n", command->summary);
}

static bool help_start(struct command_run *run)
{
    const char *name = command_word(run, 1);
    if (!name) {
        run->end = (uint64_t)(commands_end - commands);
        return true;
    }
    const struct command *command = command_find(name);
    if (!command) {
        return command_refuse_word(run, "the name of a command", name);
    }
    print_command(command);
    print("%s%s", command->detail ? command->detail : "", command->detail ? "\n" : "");
    print("example: %s\n", command->example);
    return false;
}

static bool help_next(struct command_run *run)
{
    print_command(commands[run->at++]);
    return run->at < run->end;
}

static const char *help_word(uint32_t number)
{
    return commands + number < commands_end ? commands[number]->name : NULL;
}

COMMAND(help) = {
    .name = "help",
    .usage = "[COMMAND]",
    .words = 1,
    .summary = "all commands, or one in detail",
    .detail = "Tab completes, Up and Down bring earlier lines back, Ctrl-C ends what runs.",
    .example = "help pt",
    .start = help_start,
    .next = help_next,
    .word = help_word,
};
