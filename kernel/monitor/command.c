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
    print_colour(VGA_LIGHT_RED);
    print("%s: %s\n", run->command->name, text);
    print_colour(PRINT_COLOUR);
    print("usage: %s %s\n", run->command->name, run->command->usage);
    return false;
}

void command_label(const char *label, uint32_t width)
{
    print_colour(VGA_LIGHT_CYAN);
    print("%-*s", (int)width, label);
    print_colour(PRINT_COLOUR);
}

bool command_number(const struct command_run *run, uint32_t word, uint64_t most, uint64_t *value)
{
    char error[ARGUMENT_ERROR_BYTES];
    if (argument_number(command_word(run, word), most, value, error)) {
        return true;
    }
    return command_refuse(run, error);
}

bool command_has_at_most(const struct command_run *run, uint32_t words)
{
    char error[ARGUMENT_ERROR_BYTES];
    const char *extra = command_word(run, words + 1);
    if (!extra) {
        return true;
    }
    argument_refuse(error, words == 0 ? "no argument" : "no further argument", extra);
    return command_refuse(run, error);
}
