/*
 * stage2_host.c: see stage2_host.h.
 */
#include "tests/unit/stage2_host.h"

#include <string.h>

#include "common/x86/cpu.h"
#include "stage2/real/doors.h"
#include "tests/unit/cmocka_headers.h"

struct host_registers host_registers;
struct stage2_header stage2_header;

static jmp_buf halted;

void halt(void)
{
    longjmp(halted, 1);
}

bool halts(void (*road)(void))
{
    if (setjmp(halted) != 0) {
        return true;
    }
    road();
    return false;
}

void assert_in(const char *told, const char *text)
{
    if (strstr(told, text) == NULL) {
        fail_msg("'%s' is not in:\n%s", text, told);
    }
}

uintptr_t cr0_read(void)
{
    return host_registers.cr0;
}

uintptr_t cr3_read(void)
{
    return host_registers.cr3;
}

uintptr_t cr4_read(void)
{
    return host_registers.cr4;
}

uint64_t msr_read(uint32_t msr)
{
    assert_int_equal(msr, MSR_EFER);
    return host_registers.efer;
}

uint64_t tsc_read(void)
{
    return host_registers.tsc;
}

uintptr_t eflags_read(void)
{
    return host_registers.eflags;
}

uint16_t cs_read(void)
{
    return host_registers.cs;
}
