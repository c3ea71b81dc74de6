/*
 * error_code.c: bits into words.
 *
 * Called by kernel/crash/crash.c. Three vectors have a code of their own kind, the others name a
 * selector: an entry of the GDT, an LDT or the IDT.
 */
#include "kernel/core/error_code.h"

#include "common/exception.h"
#include "common/format.h"

static const char *page_fault_access(uint64_t code)
{
    if (code & PAGE_FAULT_I) {
        return "an instruction fetch";
    }
    return code & PAGE_FAULT_W ? "a write" : "a read";
}

/* Bits that name the reason come before the two that everybody knows. */
static const char *page_fault_reason(uint64_t code)
{
    static const struct {
        uint32_t bit;
        const char *reason;
    } reasons[] = {
        {PAGE_FAULT_RMP, "the reverse map table forbids it"},
        {PAGE_FAULT_SGX, "SGX forbids it"},
        {PAGE_FAULT_HLAT, "the hypervisor's paging forbids it"},
        {PAGE_FAULT_SS, "a shadow stack is involved"},
        {PAGE_FAULT_PK, "a protection key forbids it"},
        {PAGE_FAULT_RSVD, "a reserved bit is set in a page table"},
        {PAGE_FAULT_P, "the page forbids it"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(reasons); i++) {
        if (code & reasons[i].bit) {
            return reasons[i].reason;
        }
    }
    return "the page is not mapped";
}

static const char *selector_text(char *buffer, uint64_t code)
{
    const char *table = code & SELECTOR_ERROR_TI ? "LDT" : "GDT";
    if (code & SELECTOR_ERROR_IDT) {
        table = "IDT";
    }
    const char *from = code & SELECTOR_ERROR_EXT ? ", on an event from outside" : "";
    if ((code | SELECTOR_ERROR_EXT) == SELECTOR_ERROR_EXT) {
        format_buffer(buffer, ERROR_CODE_TEXT_MOST, "no selector is to blame%s", from);
    } else {
        format_buffer(buffer, ERROR_CODE_TEXT_MOST, "entry %u of the %s%s",
                      (unsigned)(code >> SELECTOR_ERROR_INDEX_SHIFT), table, from);
    }
    return buffer;
}

const char *error_code_text(char buffer[ERROR_CODE_TEXT_MOST], uint32_t vector, uint64_t error_code)
{
    switch (vector) {
    case EXCEPTION_PF:
        format_buffer(buffer, ERROR_CODE_TEXT_MOST, "%s by %s, %s", page_fault_access(error_code),
                      error_code & PAGE_FAULT_U ? "ring 3" : "the kernel",
                      page_fault_reason(error_code));
        return buffer;
    case EXCEPTION_TS:
    case EXCEPTION_NP:
    case EXCEPTION_SS:
    case EXCEPTION_GP:
        return selector_text(buffer, error_code);
    case EXCEPTION_DF:
    case EXCEPTION_AC:
        return "always 0 for this exception";
    default:
        return "";
    }
}
