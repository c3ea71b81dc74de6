/*
 * test_registers_text.c: kernel/core/registers_text.c: names where common/x86/registers.h has bits.
 */
#include <stdio.h>
#include <string.h>

#include "common/x86/registers.h"
#include "kernel/core/registers_text.h"
#include "tests/unit/cmocka_headers.h"

static void assert_text(enum register_name name, uint64_t value, const char *expected)
{
    char text[REGISTER_TEXT_BYTES];
    assert_string_equal(register_text(text, name, value), expected);
}

/* As QEMU shows them at the kernel's prompt, and what they mean. */
static void test_values_of_a_running_kernel(void **state)
{
    (void)state;
    assert_text(REGISTER_CR0, 0x80010031, "PE ET NE WP PG");
    assert_text(REGISTER_CR4, 0x20, "PAE");
    assert_text(REGISTER_EFER, 0xd00, "LME LMA NXE");
    assert_text(REGISTER_RFLAGS, 0x246, "PF ZF IF");
    assert_text(REGISTER_RFLAGS, 0x2, "none");
    assert_text(REGISTER_CR0, 0, "none");
}

/* One fact, two places: the names here, the masks there. */
static void test_names_agree_with_the_masks(void **state)
{
    (void)state;
#define CR0(name)    assert_text(REGISTER_CR0, CR0_##name, #name)
#define CR4(name)    assert_text(REGISTER_CR4, CR4_##name, #name)
#define EFER(name)   assert_text(REGISTER_EFER, EFER_##name, #name)
#define EFLAGS(name) assert_text(REGISTER_RFLAGS, EFLAGS_##name, #name)
    CR0(PE);
    CR0(ET);
    CR0(NE);
    CR0(WP);
    CR0(NW);
    CR0(CD);
    CR0(PG);
    CR4(PAE);
    CR4(PGE);
    CR4(LA57);
    CR4(PCIDE);
    EFER(LME);
    EFER(LMA);
    EFER(NXE);
    EFLAGS(CF);
    EFLAGS(IF);
    EFLAGS(DF);
    EFLAGS(AC);
    EFLAGS(ID);
}

static void test_bits_without_a_name(void **state)
{
    (void)state;
    assert_text(REGISTER_CR0, 1ull << 40 | 1 << 6 | 1, "PE bit 6 bit 40");
    assert_text(REGISTER_EFER, 1ull << 63, "bit 63");
}

static void test_all_bits_have_room(void **state)
{
    (void)state;
    for (enum register_name name = REGISTER_CR0; name <= REGISTER_RFLAGS; name++) {
        char text[REGISTER_TEXT_BYTES];
        register_text(text, name, UINT64_MAX);
        assert_string_equal(text + strlen(text) - 6, "bit 63");
        uint32_t words = 1; /* "bit 63" is one */
        for (const char *at = text; *at != '\0'; at++) {
            bool is_number = at[1] >= '0' && at[1] <= '9';
            words += *at == ' ' && !is_number;
        }
        assert_int_equal(words, name == REGISTER_RFLAGS ? 63 : 64);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_of_a_running_kernel),
        cmocka_unit_test(test_names_agree_with_the_masks),
        cmocka_unit_test(test_bits_without_a_name),
        cmocka_unit_test(test_all_bits_have_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
