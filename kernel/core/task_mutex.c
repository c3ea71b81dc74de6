/*
 * task_mutex.c: a mutex that is waited for by awaiting it.
 *
 * The line is as long as there are tasks waiting; its links lie in their futures.
 */
#include "kernel/core/task_mutex.h"

#include "kernel/core/wake.h"

/* The link that leads to this lock, or the one at the end of the line. */
static struct task_mutex_lock **line_find(struct task_mutex *mutex,
                                          const struct task_mutex_lock *lock)
{
    struct task_mutex_lock **link = &mutex->line;
    while (*link != NULL && *link != lock) {
        link = &(*link)->next;
    }
    return link;
}

static enum poll lock_poll(struct future *future, const struct waker *waker)
{
    struct task_mutex_lock *self = (struct task_mutex_lock *)future;
    self->waker = *waker;
    if (self->state == LOCK_NEW && self->mutex->is_held) {
        self->state = LOCK_IN_LINE;
        self->next = NULL;
        *line_find(self->mutex, NULL) = self;
    }
    if (self->state == LOCK_IN_LINE) {
        return POLL_PENDING;
    }
    self->mutex->is_held = true;
    self->state = LOCK_TAKEN;
    return POLL_READY;
}

/* Cancelled in the line, it leaves the line; handed over to but not polled since, it passes on. */
static void lock_drop(struct future *future)
{
    struct task_mutex_lock *self = (struct task_mutex_lock *)future;
    if (self->state == LOCK_IN_LINE) {
        *line_find(self->mutex, self) = self->next;
    } else if (self->state == LOCK_HANDED_OVER) {
        task_mutex_unlock(self->mutex);
    }
}

struct future *task_mutex_lock(struct task_mutex_lock *self, struct task_mutex *mutex)
{
    static const struct future_type type = {"lock", lock_poll, lock_drop};
    self->mutex = mutex;
    self->state = LOCK_NEW;
    return future_start(&self->future, &type);
}

void task_mutex_unlock(struct task_mutex *mutex)
{
    if (!mutex->is_held) {
        future_misused("a mutex", "unlocked while nobody held it");
    }
    struct task_mutex_lock *first = mutex->line;
    if (first == NULL) {
        mutex->is_held = false;
        return;
    }
    mutex->line = first->next;
    first->state = LOCK_HANDED_OVER;
    waker_wake(first->waker);
}
