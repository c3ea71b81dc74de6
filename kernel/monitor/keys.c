/*
 * keys.c: `keys` shows what each key is decoded to, until Esc.
 */
#include "kernel/core/event_text.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

static bool keys_begin(struct command_run *run)
{
    (void)run;
    command_label("Press keys here or at COM1; Esc ends.\n", 0);
    return true;
}

static bool keys_key(struct command_run *run, const struct event *event)
{
    (void)run;
    char text[EVENT_TEXT_BYTES];
    event_text(text, event);
    print("%s\n", text);
    return event->input.kind != INPUT_ESCAPE;
}

COMMAND(keys) = {
    .name = "keys",
    .usage = "",
    .summary = "what each key is decoded to, until Esc",
    .detail = "The key's name is that of its place on a US keyboard; the character is what the\n"
              "layout makes of it. Of COM1, what its bytes are taken for.",
    .example = "keys",
    .start = keys_begin,
    .key = keys_key,
};
