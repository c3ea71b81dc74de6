/*
 * tasks_host.h: what the executor's tests share: memory that counts, a machine that sleeps as it is
 * told, the hook for misuse, and an interrupt that strikes before a given instruction.
 */
#ifndef TESTS_UNIT_TASKS_HOST_H
#define TESTS_UNIT_TASKS_HOST_H

#include "kernel/core/executor.h"

/* malloc, with a count of what is out, and a number of further blocks until it is exhausted. */
struct host_memory {
    uint64_t blocks;
    uint64_t bytes;
    uint64_t left; /* UINT64_MAX: no end to it */
};
struct task_memory host_memory_make(struct host_memory *memory);

/* A machine whose sleep fails the test: nobody would wake it. */
extern const struct executor_machine host_machine_awake;

/* A future that is ready at its poll number `ready_at`, with a value, and counts. */
struct fake_future {
    struct future future;
    uint32_t ready_at;
    uint32_t polls;
    uint32_t drops;
    uint64_t becomes;
    struct waker waker; /* of its last poll */
};
extern int32_t fake_futures; /* started and not dropped yet */
struct future *fake_future_start(struct fake_future *self, uint32_t ready_at, uint64_t becomes);

/* expect_misuse(call): the call has to end in future_misused; misuse_text is what that said. */
#define expect_misuse(call) expect_assert_failure(call)
extern char misuse_text[128];

/*
 * An interrupt between any two instructions, on the same stack and CPU, as the kernel's are.
 *
 * interrupt_trace runs a scenario with the trap flag set [SDM3 17.3.1.4] and notes each instruction
 * of this program that it executes; it returns how many. interrupt_before runs the scenario once
 * more, with a breakpoint at instruction number `at` of the trace, and calls the interrupt from the
 * signal handler there. The scenario has to be the same each time.
 */
uint64_t interrupt_trace(void (*scenario)(void *), void *context);
void interrupt_before(uint64_t at, void (*interrupt)(void *), void (*scenario)(void *),
                      void *context);

#endif
