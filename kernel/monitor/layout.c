/*
 * layout.c: `layout` lists the keyboard's layouts, `layout NAME` chooses one.
 */
#include "kernel/core/keymap.h"
#include "kernel/dev/keyboard.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

static const char *layout_word(uint32_t number)
{
    const struct keymap *keymap = keymap_at(number);
    return keymap ? keymap->name : NULL;
}

static void print_layout(const struct keymap *keymap)
{
    bool is_active = keymap == keys_layout();
    print_in(VGA_LIGHT_CYAN, "%c %-8s ", is_active ? '*' : ' ', keymap->name);
    print("%s%s\n", keymap->title, is_active ? ", in use" : "");
}

static bool layout_start(struct command_run *run)
{
    const char *name = command_word(run, 1);
    if (!name) {
        return true;
    }
    const struct keymap *keymap = keymap_find(name);
    if (!keymap) {
        return command_refuse_word(run, "a layout (`layout` lists them)", name);
    }
    keys_set_layout(keymap);
    print_layout(keymap);
    return false;
}

static bool layout_next(struct command_run *run)
{
    print_layout(keymap_at(run->at++));
    return keymap_at(run->at) != NULL;
}

COMMAND(layout) = {
    .name = "layout",
    .usage = "[NAME]",
    .words = 1,
    .summary = "the keyboard's layouts, or another one from now on",
    .detail = "COM1 is not touched: a terminal has a layout of its own.",
    .example = "layout de",
    .start = layout_start,
    .next = layout_next,
    .word = layout_word,
};
