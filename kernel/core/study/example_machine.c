/*
 * example_machine.c: for study: one function for each state; a poll goes from state to state until
 * one of them has to wait.
 */
#include "kernel/core/study/example_machine.h"

#include "common/format.h"
#include "common/string.h"

static const char *text_of(const struct slow_file *file)
{
    return (const char *)(uintptr_t)file->future.value;
}

static enum poll end(struct example_machine *self, const char *content, const char *more)
{
    self->state = EXAMPLE_END;
    self->future.value = format_buffer(self->text, EXAMPLE_TEXT_BYTES, "%s%s", content, more);
    return POLL_READY;
}

/* The fields of a new state may lie where those of the old one do: read first, then write. */
static void start(struct example_machine *self)
{
    size_t min_length = self->start.min_length;
    self->state = EXAMPLE_WAITING_ON_FOO;
    self->waiting_on_foo.min_length = min_length;
    slow_file_start(&self->waiting_on_foo.foo, self->files->foo);
}

static enum poll waiting_on_bar(struct example_machine *self, const struct waker *waker)
{
    struct slow_file *bar = &self->waiting_on_bar.bar;
    if (future_poll(&bar->future, waker) == POLL_PENDING) {
        return POLL_PENDING;
    }
    return end(self, self->waiting_on_bar.content, text_of(bar));
}

static enum poll waiting_on_foo(struct example_machine *self, const struct waker *waker)
{
    struct slow_file *foo = &self->waiting_on_foo.foo;
    if (future_poll(&foo->future, waker) == POLL_PENDING) {
        return POLL_PENDING;
    }
    const char *content = text_of(foo);
    if (strlen(content) >= self->waiting_on_foo.min_length) {
        return end(self, content, "");
    }
    self->state = EXAMPLE_WAITING_ON_BAR;
    self->waiting_on_bar.content = content;
    slow_file_start(&self->waiting_on_bar.bar, self->files->bar);
    return waiting_on_bar(self, waker);
}

static enum poll example_poll(struct future *future, const struct waker *waker)
{
    struct example_machine *self = (struct example_machine *)future;
    switch (self->state) {
    case EXAMPLE_START:
        start(self);
        return waiting_on_foo(self, waker);
    case EXAMPLE_WAITING_ON_FOO:
        return waiting_on_foo(self, waker);
    case EXAMPLE_WAITING_ON_BAR:
        return waiting_on_bar(self, waker);
    case EXAMPLE_END:
    default:
        future_misused("example", "polled after it was ready");
    }
}

struct future *example_start(struct example_machine *self, const struct example_files *files,
                             size_t min_length, char *text)
{
    /* A file holds nothing that would have to be released, so neither does the machine. */
    static const struct future_type type = {"example", example_poll, NULL};
    self->files = files;
    self->text = text;
    self->state = EXAMPLE_START;
    self->start.min_length = min_length;
    return future_start(&self->future, &type);
}
