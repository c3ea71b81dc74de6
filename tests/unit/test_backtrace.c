/*
 * test_backtrace.c: kernel/core/backtrace.c on stacks that are whole, and on some that are not.
 */
#include "common/types.h"
#include "kernel/core/backtrace.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

enum {
    SLOTS = 64,
    SLOT_BYTES = 8,
    STACK = 0x10000, /* where the fake stack begins */
    TRAP_RETURN = 0x777,
    FRAME_RIP = 5 * SLOT_BYTES, /* a short trap frame is as good as a long one */
    FRAME_RBP = 2 * SLOT_BYTES,
    DRAWN = 20000,
};

static uint64_t slots[SLOTS];

static uint64_t at(uint32_t slot)
{
    return STACK + (uint64_t)slot * SLOT_BYTES;
}

/* What lies outside is not mapped; nobody may ask for what is not aligned. */
static bool slot_read(void *context, uint64_t address, uint64_t *value)
{
    (*(uint32_t *)context)++;
    assert_int_equal(address % SLOT_BYTES, 0);
    if (address < STACK || address >= at(SLOTS)) {
        return false;
    }
    *value = slots[(address - STACK) / SLOT_BYTES];
    return true;
}

static struct backtrace begin(uint64_t rbp)
{
    static uint32_t reads;
    reads = 0;
    return (struct backtrace){
        .read = slot_read,
        .context = &reads,
        .trap_return = TRAP_RETURN,
        .frame_rip = FRAME_RIP,
        .frame_rbp = FRAME_RBP,
        .rbp = rbp,
    };
}

static int stack_clear(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < SLOTS; i++) {
        slots[i] = 0;
    }
    return 0;
}

static void frame_put(uint32_t slot, uint64_t caller, uint64_t return_address)
{
    slots[slot] = caller;
    slots[slot + 1] = return_address;
}

static void expect_step(struct backtrace *trace, uint64_t address, bool trapped)
{
    struct backtrace_step step;
    assert_true(backtrace_next(trace, &step));
    assert_int_equal(step.address, address);
    assert_int_equal(step.trapped, trapped);
}

static void expect_end(struct backtrace *trace)
{
    struct backtrace_step step;
    assert_false(backtrace_next(trace, &step));
}

/* start.asm clears RBP, so that the outermost function's caller is 0. */
static void test_a_regular_end(void **state)
{
    (void)state;
    frame_put(2, at(6), 0x100);
    frame_put(6, at(20), 0x200);
    frame_put(20, 0, 0x300);
    struct backtrace trace = begin(at(2));
    expect_step(&trace, 0x100, false);
    expect_step(&trace, 0x200, false);
    expect_step(&trace, 0x300, false);
    expect_end(&trace);
    expect_end(&trace);
}

static void test_a_frame_pointer_of_0_reads_nothing(void **state)
{
    (void)state;
    struct backtrace trace = begin(0);
    expect_end(&trace);
    assert_int_equal(*(uint32_t *)trace.context, 0);
}

static void test_misaligned(void **state)
{
    (void)state;
    for (uint32_t off = 1; off < SLOT_BYTES; off++) {
        frame_put(2, at(6) + off, 0x100);
        struct backtrace trace = begin(at(2));
        expect_step(&trace, 0x100, false);
        expect_end(&trace);
    }
}

static void test_what_cannot_be_read_ends_it(void **state)
{
    (void)state;
    struct backtrace below = begin(at(0) - SLOT_BYTES);
    expect_end(&below);
    struct backtrace above = begin(at(SLOTS));
    expect_end(&above);
    struct backtrace half = begin(at(SLOTS - 1)); /* its return address is beyond the end */
    slots[SLOTS - 1] = at(SLOTS + 2);
    expect_end(&half);
}

static void test_circles_and_descents_end_it(void **state)
{
    (void)state;
    frame_put(8, at(8), 0x100); /* its own caller */
    struct backtrace own = begin(at(8));
    expect_step(&own, 0x100, false);
    expect_end(&own);
    frame_put(8, at(12), 0x100); /* two that call each other */
    frame_put(12, at(8), 0x200);
    struct backtrace two = begin(at(8));
    expect_step(&two, 0x100, false);
    expect_step(&two, 0x200, false);
    expect_end(&two);
}

static void test_a_return_address_of_0_ends_it(void **state)
{
    (void)state;
    frame_put(2, at(6), 0);
    struct backtrace trace = begin(at(2));
    expect_end(&trace);
}

/* The handler's return address leads into the stub; behind it lies what the stub saved. */
static void test_through_a_trap(void **state)
{
    (void)state;
    const uint32_t frame = 6; /* behind the handler's two slots */
    frame_put(4, 0x123, TRAP_RETURN);
    slots[frame + FRAME_RIP / SLOT_BYTES] = 0x500;
    slots[frame + FRAME_RBP / SLOT_BYTES] = at(30);
    frame_put(30, 0, 0x600);
    struct backtrace trace = begin(at(4));
    expect_step(&trace, 0x500, true);
    expect_step(&trace, 0x600, false);
    expect_end(&trace);
}

/* A double fault's handler has a stack of its own, which may lie above what it has interrupted. */
static void test_a_trap_may_lead_to_another_stack(void **state)
{
    (void)state;
    frame_put(40, 0x123, TRAP_RETURN);
    slots[42 + FRAME_RIP / SLOT_BYTES] = 0x500;
    slots[42 + FRAME_RBP / SLOT_BYTES] = at(2);
    frame_put(2, 0, 0x600);
    struct backtrace trace = begin(at(40));
    expect_step(&trace, 0x500, true);
    expect_step(&trace, 0x600, false);
    expect_end(&trace);
}

static void test_a_trap_whose_frame_is_cut_off(void **state)
{
    (void)state;
    frame_put(SLOTS - 4, 0x123, TRAP_RETURN);
    struct backtrace trace = begin(at(SLOTS - 4));
    expect_end(&trace);
}

/* Rubbish of the likely sort, numbers that look like frames; without traps it must end by itself,
 * and with them every step still costs four reads at most. */
static void test_drawn_rubbish(void **state)
{
    (void)state;
    struct random random = {.state = 53};
    for (uint32_t i = 0; i < DRAWN; i++) {
        bool traps = i % 2;
        for (uint32_t slot = 0; slot < SLOTS; slot++) {
            uint64_t frame = at((uint32_t)random_below(&random, SLOTS + 2));
            slots[slot] = random_below(&random, 8) ? frame : random_magnitude(&random);
            slots[slot] = traps && !random_below(&random, 8) ? TRAP_RETURN : slots[slot];
        }
        struct backtrace trace = begin(at((uint32_t)random_below(&random, SLOTS)));
        struct backtrace_step step;
        uint32_t steps = 0;
        while (steps < SLOTS && backtrace_next(&trace, &step)) {
            steps++;
        }
        assert_true(traps || steps < SLOTS);
        assert_true(*(uint32_t *)trace.context <= (steps + 1) * 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_regular_end, stack_clear),
        cmocka_unit_test_setup(test_a_frame_pointer_of_0_reads_nothing, stack_clear),
        cmocka_unit_test_setup(test_misaligned, stack_clear),
        cmocka_unit_test_setup(test_what_cannot_be_read_ends_it, stack_clear),
        cmocka_unit_test_setup(test_circles_and_descents_end_it, stack_clear),
        cmocka_unit_test_setup(test_a_return_address_of_0_ends_it, stack_clear),
        cmocka_unit_test_setup(test_through_a_trap, stack_clear),
        cmocka_unit_test_setup(test_a_trap_may_lead_to_another_stack, stack_clear),
        cmocka_unit_test_setup(test_a_trap_whose_frame_is_cut_off, stack_clear),
        cmocka_unit_test_setup(test_drawn_rubbish, stack_clear),
    };
    return cmocka_run_group_tests_name("backtrace", tests, NULL, NULL);
}
