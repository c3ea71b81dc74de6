/*
 * test_gate.c: kernel/core/gate.h, byte by byte as the CPU reads a gate (row 05-1).
 */
#include <string.h>

#include "kernel/core/gate.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

enum { GATE_BYTES = 16, DRAWN = 100000, IST_ENTRIES = 7, RINGS = 4, SELECTOR = 0x08 };

/* Bits `low` to `low + count - 1` of the 128 that a gate has, counted as the manual counts them. */
static uint64_t gate_bits(const struct gate *gate, uint32_t low, uint32_t count)
{
    uint8_t bytes[GATE_BYTES];
    uint64_t value = 0;
    memcpy(bytes, gate, sizeof(bytes));
    for (uint32_t bit = 0; bit < count; bit++) {
        uint32_t at = low + bit;
        value |= (uint64_t)(bytes[at / 8] >> at % 8 & 1) << bit;
    }
    return value;
}

/* All three parts of the address differ, so none can stand for another. */
static void test_the_bytes_of_a_gate(void **state)
{
    (void)state;
    static const uint8_t expected[GATE_BYTES] = {0x32, 0x10, 0x08, 0x00, 0x02, 0xee, 0x54, 0x76,
                                                 0x98, 0xba, 0xdc, 0xfe, 0x00, 0x00, 0x00, 0x00};
    struct gate gate =
        gate_encode(0xfedcba9876541032, SELECTOR, (struct gate_options){.ist = 2, .ring = 3});
    assert_memory_equal(&gate, expected, sizeof(expected));
    assert_int_equal(gate_handler(&gate), 0xfedcba9876541032);
}

/* The empty gate that an IDT in .bss begins with is absent: using it is #NP, no jump to 0. */
static void test_an_empty_gate_is_absent(void **state)
{
    (void)state;
    struct gate gate = {0};
    assert_int_equal(gate_bits(&gate, 47, 1), 0);
    assert_int_equal(gate_handler(&gate), 0);
}

static void test_every_option(void **state)
{
    (void)state;
    for (uint8_t ist = 0; ist <= IST_ENTRIES; ist++) {
        for (uint8_t ring = 0; ring < RINGS; ring++) {
            for (int trap = 0; trap < 2; trap++) {
                struct gate gate =
                    gate_encode(UINT64_MAX, SELECTOR,
                                (struct gate_options){.trap = trap, .ist = ist, .ring = ring});
                assert_int_equal(gate_bits(&gate, 32, 3), ist);
                assert_int_equal(gate_bits(&gate, 35, 5), 0);
                assert_int_equal(gate_bits(&gate, 40, 1), trap);
                assert_int_equal(gate_bits(&gate, 41, 3), 7);
                assert_int_equal(gate_bits(&gate, 44, 1), 0);
                assert_int_equal(gate_bits(&gate, 45, 2), ring);
                assert_int_equal(gate_bits(&gate, 47, 1), 1);
            }
        }
    }
}

/* A stack number that there is not may reach neither the type nor the reserved bits. */
static void test_a_stack_that_is_none_spoils_nothing(void **state)
{
    (void)state;
    for (uint32_t ist = 0; ist <= UINT8_MAX; ist++) {
        struct gate gate = gate_encode(0, SELECTOR, (struct gate_options){.ist = (uint8_t)ist});
        assert_int_equal(gate.options & ~GATE_IST_MASK, GATE_PRESENT | GATE_INTERRUPT);
    }
}

static void test_each_bit_of_the_handler(void **state)
{
    (void)state;
    for (uint32_t bit = 0; bit < 64; bit++) {
        struct gate gate = gate_encode(1ull << bit, 0, (struct gate_options){0});
        assert_int_equal(gate_bits(&gate, 0, 16) | gate_bits(&gate, 48, 48) << 16, 1ull << bit);
        assert_int_equal(gate_bits(&gate, 96, 32), 0);
        assert_int_equal(gate_handler(&gate), 1ull << bit);
    }
}

static void test_drawn_gates(void **state)
{
    (void)state;
    struct random random = {.state = 51};
    for (uint32_t i = 0; i < DRAWN; i++) {
        uint64_t handler = random_magnitude(&random);
        uint16_t selector = (uint16_t)random_next(&random);
        struct gate gate = gate_encode(handler, selector, (struct gate_options){0});
        assert_int_equal(gate_handler(&gate), handler);
        assert_int_equal(gate_bits(&gate, 16, 16), selector);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_bytes_of_a_gate),
        cmocka_unit_test(test_an_empty_gate_is_absent),
        cmocka_unit_test(test_every_option),
        cmocka_unit_test(test_a_stack_that_is_none_spoils_nothing),
        cmocka_unit_test(test_each_bit_of_the_handler),
        cmocka_unit_test(test_drawn_gates),
    };
    return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
