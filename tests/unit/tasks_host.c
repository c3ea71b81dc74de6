/*
 * tasks_host.c: the host's side of the executor's tests.
 */
#define _GNU_SOURCE
#include "tests/unit/tasks_host.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "tests/unit/cmocka_headers.h"

static void *host_allocate(void *context, size_t bytes)
{
    struct host_memory *memory = context;
    if (memory->left == 0) {
        return NULL;
    }
    memory->left -= memory->left != UINT64_MAX;
    memory->blocks++;
    memory->bytes += bytes;
    return malloc(bytes);
}

static void host_release(void *context, void *block, size_t bytes)
{
    struct host_memory *memory = context;
    memory->blocks--;
    memory->bytes -= bytes;
    free(block);
}

struct task_memory host_memory_make(struct host_memory *memory)
{
    *memory = (struct host_memory){.left = UINT64_MAX};
    return (struct task_memory){host_allocate, host_release, memory};
}

static void nothing(void)
{
}

static void sleeps_for_ever(void)
{
    fail_msg("the executor sleeps, and nobody will wake it");
}

const struct executor_machine host_machine_awake = {nothing, nothing, sleeps_for_ever, NULL};

int32_t fake_futures;

static enum poll fake_poll(struct future *future, const struct waker *waker)
{
    struct fake_future *self = (struct fake_future *)future;
    self->waker = *waker;
    future->value = self->becomes;
    return ++self->polls == self->ready_at ? POLL_READY : POLL_PENDING;
}

static void fake_drop(struct future *future)
{
    ((struct fake_future *)future)->drops++;
    fake_futures--;
}

struct future *fake_future_start(struct fake_future *self, uint32_t ready_at, uint64_t becomes)
{
    static const struct future_type type = {"fake", fake_poll, fake_drop};
    fake_futures++;
    *self = (struct fake_future){.ready_at = ready_at, .becomes = becomes};
    return future_start(&self->future, &type);
}

char misuse_text[128];

void future_misused(const char *future, const char *how)
{
    snprintf(misuse_text, sizeof(misuse_text), "%s: %s", future, how);
    mock_assert(0, misuse_text, __FILE__, __LINE__);
    abort();
}

enum { TRAP_FLAG = 1 << 8, BREAKPOINT = 0xcc, TRACE_MOST = 20000, PAGE = 4096 };

/* The bounds of the program's code, from the linker. */
extern char __executable_start[];
extern char etext[];

/* Both ways of running begin and end alike; the trace is what lies between. */
static __attribute__((noinline)) void scenario_over(void)
{
    __asm__ volatile("");
}

static __attribute__((noinline)) void scenario_run(void (*scenario)(void *), void *context)
{
    scenario(context);
    scenario_over();
}

static struct {
    uint8_t *trace[TRACE_MOST];
    uint64_t count;
    bool is_within;   /* the scenario is running */
    uint8_t *at;      /* where the breakpoint is; NULL: tracing */
    uint8_t original; /* the byte that it replaces */
    uint64_t passes;  /* how often to pass it before striking */
    void (*interrupt)(void *);
    void *context;
} cpu;

static void trap_flag_set(void)
{
    /* Below the stack pointer there may be locals, so it steps aside first. */
    __asm__ volatile("lea -128(%%rsp), %%rsp\n\tpushfq\n\torq %0, (%%rsp)\n\tpopfq\n\t"
                     "lea 128(%%rsp), %%rsp" ::"i"(TRAP_FLAG)
                     : "memory", "cc");
}

static void trap_flag_clear(void)
{
    __asm__ volatile("lea -128(%%rsp), %%rsp\n\tpushfq\n\tandq %0, (%%rsp)\n\tpopfq\n\t"
                     "lea 128(%%rsp), %%rsp" ::"i"(~TRAP_FLAG)
                     : "memory", "cc");
}

/* Notes the instruction that comes next, if it is one of the scenario and not the library's. */
static void trace_on(greg_t *registers)
{
    uint8_t *next = (uint8_t *)registers[REG_RIP];
    cpu.is_within |= next == (uint8_t *)(uintptr_t)scenario_run;
    cpu.is_within &= next != (uint8_t *)(uintptr_t)scenario_over;
    if (cpu.is_within && (char *)next >= __executable_start && (char *)next < etext &&
        cpu.count < TRACE_MOST) {
        cpu.trace[cpu.count++] = next;
    }
}

/* At the breakpoint: strikes, or lets the instruction pass under the trap flag, after which the
 * breakpoint is put back. */
static void breakpoint_on(greg_t *registers)
{
    if ((registers[REG_EFL] & TRAP_FLAG) != 0) {
        registers[REG_EFL] &= ~(greg_t)TRAP_FLAG;
        *cpu.at = BREAKPOINT;
        return;
    }
    registers[REG_RIP]--;
    *cpu.at = cpu.original;
    if (cpu.passes-- > 0) {
        registers[REG_EFL] |= TRAP_FLAG;
        return;
    }
    cpu.interrupt(cpu.context);
}

static void trap(int signal, siginfo_t *information, void *context)
{
    (void)signal;
    (void)information;
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    if (cpu.at == NULL) {
        trace_on(registers);
    } else {
        breakpoint_on(registers);
    }
}

static void prepare(void)
{
    struct sigaction action = {.sa_sigaction = trap, .sa_flags = SA_SIGINFO};
    assert_int_equal(sigaction(SIGTRAP, &action, NULL), 0);
    uintptr_t start = (uintptr_t)__executable_start & ~(uintptr_t)(PAGE - 1);
    assert_int_equal(
        mprotect((void *)start, (uintptr_t)etext - start, PROT_READ | PROT_WRITE | PROT_EXEC), 0);
}

uint64_t interrupt_trace(void (*scenario)(void *), void *context)
{
    prepare();
    cpu.at = NULL;
    cpu.count = 0;
    trap_flag_set();
    scenario_run(scenario, context);
    trap_flag_clear();
    assert_true(cpu.count < TRACE_MOST);
    return cpu.count;
}

void interrupt_before(uint64_t at, void (*interrupt)(void *), void (*scenario)(void *),
                      void *context)
{
    cpu.at = cpu.trace[at];
    cpu.original = *cpu.at;
    cpu.interrupt = interrupt;
    cpu.context = context;
    cpu.passes = 0;
    for (uint64_t i = 0; i < at; i++) {
        cpu.passes += cpu.trace[i] == cpu.at;
    }
    *cpu.at = BREAKPOINT;
    scenario_run(scenario, context);
    assert_int_equal(*cpu.at, cpu.original);
}
