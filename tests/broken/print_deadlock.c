/*
 * print_deadlock.c: the deadlock of row 07-6: a lock that does not turn interrupts off.
 *
 * Takes the place of kernel/lock.c. Sooner or later the timer's handler wants the lock while the
 * code that it has interrupted holds it, and waits for ever.
 */
#include "kernel/dev/timer.h"
#include "kernel/lock.h"
#include "tests/kernel/guest/test.h"

bool lock_try(struct lock *lock)
{
    lock_take(lock);
    return true;
}

void lock_take(struct lock *lock)
{
    while (__atomic_exchange_n(&lock->owner, lock, __ATOMIC_ACQUIRE)) {
        __asm__ volatile("pause");
    }
}

void lock_release(struct lock *lock)
{
    __atomic_store_n(&lock->owner, NULL, __ATOMIC_RELEASE);
}

const uint32_t *lock_count(void)
{
    static const uint32_t unknown;
    return &unknown;
}

static void tick(void)
{
    print(".");
}

TEST(hyphens_and_dots)
{
    timer_on_tick(tick);
    for (;;) {
        print("-");
    }
}
