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

#define HOST_REGISTER(type, name)                                                                  \
    type name##_read(void)                                                                         \
    {                                                                                              \
        return host_registers.name;                                                                \
    }

HOST_REGISTER(uintptr_t, cr0)
HOST_REGISTER(uintptr_t, cr3)
HOST_REGISTER(uintptr_t, cr4)
HOST_REGISTER(uintptr_t, eflags)
HOST_REGISTER(uint64_t, tsc)
HOST_REGISTER(uint16_t, cs)

uint64_t msr_read(uint32_t msr)
{
    assert_int_equal(msr, MSR_EFER);
    return host_registers.efer;
}
