/*
 * fake_cpu.c: a processor with an interrupt flag, whose interrupts the test sends.
 */
#include "tests/unit/fake_cpu.h"

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/tasks_host.h"

enum { BLOCKS = 8, BLOCK_BYTES = 256 };

/* Memory without malloc, whose instructions are of no interest. */
static _Alignas(16) uint8_t pool[BLOCKS][BLOCK_BYTES];
static bool is_out[BLOCKS];

static void *pool_allocate(void *context, size_t bytes)
{
    (void)context;
    assert_true(bytes <= BLOCK_BYTES);
    for (uint32_t i = 0; i < BLOCKS; i++) {
        if (!is_out[i]) {
            is_out[i] = true;
            return pool[i];
        }
    }
    return NULL;
}

static void pool_release(void *context, void *block, size_t bytes)
{
    (void)context;
    (void)bytes;
    is_out[(uint32_t)((uint8_t *)block - pool[0]) / BLOCK_BYTES] = false;
}

static const struct task_memory memory = {pool_allocate, pool_release, NULL};
/* --- a processor with an interrupt flag --------------------------------------------------------
 */

struct executor executor;
struct fake_cpu cpu;

void cpu_handle(void)
{
    cpu.is_pending = false;
    cpu.handled++;
    cpu.handler();
}

static void strike(void *context)
{
    (void)context;
    if (cpu.is_off) {
        cpu.is_pending = true;
    } else {
        cpu_handle();
    }
}

static void interrupts_disable(void)
{
    cpu.is_off = true;
}

static void interrupts_enable(void)
{
    cpu.is_off = false;
    if (cpu.is_pending) {
        cpu_handle();
    }
}

/* What comes before the sleep ends it at once; on the CPU, STI and HLT leave no gap in between. */
static void interrupts_enable_and_sleep(void)
{
    if (!cpu.is_pending) {
        cpu.asleep();
    }
    interrupts_enable();
}

const struct executor_machine cpu_machine = {interrupts_disable, interrupts_enable,
                                             interrupts_enable_and_sleep, NULL};

void cpu_begin(void (*handler)(void), void (*asleep)(void))
{
    cpu.is_off = cpu.is_pending = false;
    cpu.handled = 0;
    cpu.handler = handler;
    cpu.asleep = asleep;
    executor_start(&executor, &memory, &cpu_machine);
}

void cpu_end(void)
{
    executor_end(&executor);
    for (uint32_t i = 0; i < BLOCKS; i++) {
        assert_false(is_out[i]);
    }
}

void cpu_every_instruction(void (*prepare)(void), void (*scenario)(void *),
                           void (*check)(bool struck))
{
    prepare();
    uint64_t instructions = interrupt_trace(scenario, NULL);
    check(false);
    cpu_end();
    assert_true(instructions > 100);
    for (uint64_t at = 0; at < instructions; at++) {
        prepare();
        interrupt_before(at, strike, scenario, NULL);
        check(true);
        cpu_end();
    }
}
