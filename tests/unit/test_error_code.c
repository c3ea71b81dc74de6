/*
 * test_error_code.c: kernel/core/error_code.c, bit by bit (row 08-1).
 */
#include <stdio.h>
#include <string.h>

#include "common/exception.h"
#include "common/types.h"
#include "kernel/core/error_code.h"
#include "tests/unit/cmocka_headers.h"

enum { BITS = 32, KINDS_OF_ACCESS = 1 << 5, SELECTOR_CODES = 1 << 16 };

static const char *text(uint32_t vector, uint64_t code)
{
    static char buffer[ERROR_CODE_TEXT_MOST];
    return error_code_text(buffer, vector, code);
}

static void test_page_faults_of_every_day(void **state)
{
    (void)state;
    static const struct {
        uint64_t code;
        const char *words;
    } cases[] = {
        {0, "a read by the kernel, the page is not mapped"},
        {PAGE_FAULT_W, "a write by the kernel, the page is not mapped"},
        {PAGE_FAULT_I, "an instruction fetch by the kernel, the page is not mapped"},
        {PAGE_FAULT_P, "a read by the kernel, the page forbids it"},
        {PAGE_FAULT_P | PAGE_FAULT_W, "a write by the kernel, the page forbids it"},
        {PAGE_FAULT_P | PAGE_FAULT_I, "an instruction fetch by the kernel, the page forbids it"},
        {PAGE_FAULT_U, "a read by ring 3, the page is not mapped"},
        {PAGE_FAULT_P | PAGE_FAULT_W | PAGE_FAULT_U, "a write by ring 3, the page forbids it"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_string_equal(text(EXCEPTION_PF, cases[i].code), cases[i].words);
    }
}

/* What is rare says more than "the page forbids it", so it comes first. */
static void test_every_reason_of_a_page_fault(void **state)
{
    (void)state;
    static const struct {
        uint32_t bit; /* by its number, as the manuals have it */
        const char *reason;
    } reasons[] = {
        {3, "a reserved bit is set in a page table"},
        {5, "a protection key forbids it"},
        {6, "a shadow stack is involved"},
        {7, "the hypervisor's paging forbids it"},
        {15, "SGX forbids it"},
        {31, "the reverse map table forbids it"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(reasons); i++) {
        for (uint64_t present = 0; present < 2; present++) {
            const char *words = text(EXCEPTION_PF, 1ull << reasons[i].bit | present);
            assert_string_equal(words + strlen("a read by the kernel, "), reasons[i].reason);
        }
    }
}

/* No bit disturbs what another one says: who, what and why are told for all combinations. */
static void test_every_page_fault_tells_who_and_what(void **state)
{
    (void)state;
    for (uint64_t low = 0; low < KINDS_OF_ACCESS; low++) {
        for (uint32_t bit = 0; bit < BITS; bit++) {
            uint64_t code = low | 1ull << bit;
            const char *words = text(EXCEPTION_PF, code);
            assert_int_equal(strstr(words, "ring 3") != NULL, (code & 4) != 0);
            assert_int_equal(strstr(words, "the kernel,") != NULL, (code & 4) == 0);
            assert_int_equal(strncmp(words, "an instruction", 14) == 0, (code & 16) != 0);
            assert_int_equal(strncmp(words, "a write", 7) == 0, (code & 18) == 2);
            bool no_reason = !(code & (1ull << 31 | 1ull << 15 | 0xe9));
            assert_int_equal(strstr(words, "not mapped") != NULL, no_reason);
        }
    }
}

static void test_selectors(void **state)
{
    (void)state;
    assert_string_equal(text(EXCEPTION_GP, 0x28), "entry 5 of the GDT");
    assert_string_equal(text(EXCEPTION_SS, 0x10 | 1),
                        "entry 2 of the GDT, on an event from outside");
    assert_string_equal(text(EXCEPTION_NP, 0x81 << 3 | 2), "entry 129 of the IDT");
    assert_string_equal(text(EXCEPTION_TS, 0x20 | 4), "entry 4 of the LDT");
    assert_string_equal(text(EXCEPTION_GP, 2), "entry 0 of the IDT");
    assert_string_equal(text(EXCEPTION_GP, 2 | 4), "entry 0 of the IDT"); /* TI means nothing */
    assert_string_equal(text(EXCEPTION_GP, 0), "no selector is to blame");
    assert_string_equal(text(EXCEPTION_GP, 1), "no selector is to blame, on an event from outside");
}

/* All 65536 codes, for each vector that has them: table and index as the manual draws them. */
static void test_every_selector_code(void **state)
{
    (void)state;
    static const uint32_t vectors[] = {EXCEPTION_TS, EXCEPTION_NP, EXCEPTION_SS, EXCEPTION_GP};
    static const char *const tables[] = {"GDT", "IDT", "LDT", "IDT"};
    for (uint32_t code = 0; code < SELECTOR_CODES; code++) {
        char expected[ERROR_CODE_TEXT_MOST];
        const char *from = code % 2 ? ", on an event from outside" : "";
        snprintf(expected, sizeof(expected), "entry %u of the %s%s", code / 8, tables[code / 2 % 4],
                 from);
        if (code / 2 == 0) {
            snprintf(expected, sizeof(expected), "no selector is to blame%s", from);
        }
        assert_string_equal(text(vectors[code / 8 % 4], code), expected);
    }
}

static void test_every_other_vector(void **state)
{
    (void)state;
    for (uint32_t vector = 0; vector < 256; vector++) {
        bool zero = vector == EXCEPTION_DF || vector == EXCEPTION_AC;
        bool own = vector == EXCEPTION_PF || (vector >= EXCEPTION_TS && vector <= EXCEPTION_GP);
        if (zero) {
            assert_string_equal(text(vector, 0), "always 0 for this exception");
        }
        assert_int_equal(*text(vector, 0) != '\0', zero || own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page_faults_of_every_day),
        cmocka_unit_test(test_every_reason_of_a_page_fault),
        cmocka_unit_test(test_every_page_fault_tells_who_and_what),
        cmocka_unit_test(test_selectors),
        cmocka_unit_test(test_every_selector_code),
        cmocka_unit_test(test_every_other_vector),
    };
    return cmocka_run_group_tests_name("error_code", tests, NULL, NULL);
}
