/*
 * monitor.c: the task that reads lines and obeys them.
 *
 * Called by run.c. Screen and COM1 show the same; keyboard and COM1 are one stream of keys. Output
 * pauses when the screen is full only where the line came from the keyboard: whoever reads COM1
 * has a terminal that scrolls.
 */
#include "kernel/monitor/monitor.h"

#include "common/string.h"
#include "kernel/core/coroutine.h"
#include "kernel/core/line_editor.h"
#include "kernel/core/rc.h"
#include "kernel/crash/crash.h"
#include "kernel/input_tasks.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"
#include "kernel/tasks.h"

#define PROMPT "ascent> "

/* Whatever one more call prints, the last row of before stays on the screen, above the pause's own
 * line. */
enum { PAGE_ROWS = VGA_ROWS - 2 - (COMMAND_ROWS_MOST - 1) };

/* Shared by the monitor and the two tasks that fill it: it lives as long as any of them. */
static struct event_queue *events;
static struct line_history history;
static struct line_editor editor;
static struct command_run run;

struct monitor {
    struct coroutine coroutine;
    struct event event;
    enum line_result result;
    bool running;
    bool paged;
    uint64_t page_start; /* lines printed when this page began */
};

static void show(void *context, const char *text, size_t length)
{
    (void)context;
    print("%.*s", (int)length, text);
}

static void bell(void *context)
{
    (void)context;
    print_serial("\a"); /* the speaker is left in peace */
}

/* Names of commands for the first word, and behind `help`; then the command's own words. */
static const char *word_of(void *context, const char *before, uint32_t bytes, uint32_t number)
{
    (void)context;
    char line[LINE_BYTES];
    struct arguments arguments;
    memcpy(line, before, bytes);
    line[bytes] = '\0';
    if (arguments_split(&arguments, line) != NULL || arguments.count > 1) {
        return NULL;
    }
    const struct command *command =
        arguments.count == 1 ? command_find(arguments.word[0]) : command_find("help");
    if (command && command->word) {
        return command->word(number);
    }
    return NULL;
}

static bool command_begin(const char *line)
{
    const char *error = arguments_split(&run.arguments, line);
    if (!error && run.arguments.count == 0) {
        return false;
    }
    history_add(&history, line);
    if (!error) {
        run.command = command_find(run.arguments.word[0]);
    }
    if (error || !run.command) {
        print_in(VGA_LIGHT_RED, "%s: %s\n", error ? "line" : run.arguments.word[0],
                 error ? error : "no such command; `help` lists them all");
        return false;
    }
    run.at = 0;
    run.end = 0;
    crash_note(run.command->name);
    return command_takes_words(&run) && run.command->start(&run);
}

static bool is_interrupt(const struct event *event)
{
    return event->input.kind == INPUT_CONTROL && event->input.code == 'C';
}

/* The key that was pressed while the output paused: true to go on. */
static bool goes_on_after(const struct event *event)
{
    bool is_q = event->input.kind == INPUT_CHARACTER && event->input.code == 'q';
    return !is_interrupt(event) && !is_q && event->input.kind != INPUT_ESCAPE;
}

static void clear_screens(void)
{
    print_clear();
    line_editor_show(&editor);
}

static void edit(struct monitor *self)
{
    self->result = self->event.input.kind == INPUT_NONE
                       ? LINE_GOES_ON
                       : line_editor_input(&editor, self->event.input);
    if (self->result == LINE_CLEAR) {
        clear_screens();
    }
}

/* The next part of what the command has to say; false at its end, or at a Ctrl-C. */
static bool command_goes_on(void)
{
    if (event_take_interrupt(events)) {
        print("^C\n");
        return false;
    }
    return run.command->next(&run);
}

static bool page_is_full(const struct monitor *self)
{
    return self->paged && print_lines() - self->page_start >= PAGE_ROWS;
}

COROUTINE(monitor)
{
    while (true) {
        crash_note("the prompt");
        line_editor_start(&editor);
        do {
            AWAIT_UNTIL(event_take(events, &self->event, waker));
            edit(self);
        } while (self->result == LINE_GOES_ON || self->result == LINE_CLEAR);
        if (self->result == LINE_CANCELLED) {
            continue;
        }
        self->paged = self->event.source == EVENT_KEYBOARD;
        self->page_start = print_lines();
        self->running = command_begin(editor.text);
        while (self->running && run.command->key) {
            AWAIT_UNTIL(event_take(events, &self->event, waker));
            self->running = !is_interrupt(&self->event) && run.command->key(&run, &self->event);
        }
        while (self->running) {
            if (page_is_full(self)) {
                print_pause(true);
                do {
                    AWAIT_UNTIL(event_take(events, &self->event, waker));
                } while (self->event.input.kind == INPUT_NONE);
                print_pause(false);
                self->page_start = print_lines();
                if (!goes_on_after(&self->event)) {
                    break;
                }
            }
            self->running = command_goes_on();
            YIELD();
        }
    }
}
COROUTINE_END(monitor);

static const struct future_type monitor_type = {"monitor", monitor_poll, coroutine_drop};

static struct future *monitor_begin(struct monitor *self)
{
    return coroutine_start(&self->coroutine, &monitor_type);
}

static struct event_queue *events_new(void)
{
    static const struct waker nobody = WAKER_NONE;
    struct event_queue *queue = RC_NEW(struct event_queue);
    if (!queue) {
        heap_alloc_failed(sizeof(*queue), RC_ALIGN);
    }
    queue->reader = nobody;
    return queue;
}

void monitor_start(void)
{
    events = events_new();
    editor.setup = (struct line_setup){
        .prompt = PROMPT,
        .sink = show,
        .bell = bell,
        .history = &history,
        .words = {.word = word_of},
    };
    input_tasks_start(events);
    TASK_SPAWN(monitor, monitor_begin);
}
