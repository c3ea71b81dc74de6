/*
 * command.c: what all commands share.
 *
 * Called by monitor.c and the commands.
 */
#include "kernel/monitor/command.h"

#include "common/string.h"
#include "kernel/print.h"

const struct command *command_find(const char *name)
{
    for (const struct command *const *command = commands; command != commands_end; command++) {
        if (strcmp((*command)->name, name) == 0) {
            return *command;
        }
    }
    return NULL;
}

bool command_refuse(const struct command_run *run, const char *text)
{
    print_in(VGA_LIGHT_RED, "%s: %s\n", run->command->name, text);
    print("usage: %s %s\n", run->command->name, run->command->usage);
    return false;
}

bool command_refuse_word(const struct command_run *run, const char *wanted, const char *word)
{
    char error[ARGUMENT_ERROR_BYTES];
    argument_refuse(error, wanted, word);
    return command_refuse(run, error);
}

void command_label(const char *label, uint32_t width)
{
    print_in(VGA_LIGHT_CYAN, "%-*s", (int)width, label);
}

bool command_number(const struct command_run *run, uint32_t word, uint64_t most, uint64_t *value)
{
    char error[ARGUMENT_ERROR_BYTES];
    if (argument_number(command_word(run, word), most, value, error)) {
        return true;
    }
    return command_refuse(run, error);
}

bool command_takes_words(const struct command_run *run)
{
    const char *extra = command_word(run, run->command->words + 1);
    if (!extra) {
        return true;
    }
    return command_refuse_word(
        run, run->command->words == 0 ? "no argument" : "no further argument", extra);
}
