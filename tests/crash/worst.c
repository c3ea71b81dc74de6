/*
 * worst.c: crashes at the worst moment, by the name that comes in over COM1: on a stack that is
 * none, amid a line, or while a report is printed already.
 */
#include "common/string.h"
#include "common/x86/registers.h"
#include "gen/layout.h"
#include "kernel/cpu/trap.h"
#include "kernel/crash/crash.h"
#include "kernel/dev/vga.h"
#include "kernel/mem/address_space.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "kernel/sections.h"
#include "tests/kernel/guest/try.h"
#include "tests/kernel/guest/typed.h"

#define UNMAPPED      0xdeadbeef000ull
#define NOT_CANONICAL 0x0123456789abcdefull
enum { BREAKPOINT_0_EXECUTE = 2 }; /* in DR7: breakpoint 0, global, on execution */

/* --- a stack that is none ------------------------------------------------------------------------
 */

static void push_at(uint64_t stack)
{
    __asm__ volatile("movq %0, %%rsp\n\tpushq $0" ::"r"(stack));
}

static void rsp_null(void)
{
    push_at(0);
}

static void rsp_not_canonical(void)
{
    push_at(NOT_CANONICAL);
}

static void rsp_read_only(void)
{
    push_at((uintptr_t)kernel_text + PAGE_BYTES);
}

/* --- the stacks of the TSS -----------------------------------------------------------------------
 */

static volatile uint32_t depth_most = UINT32_MAX; /* which no compiler can know */
static volatile uint32_t sink;

__attribute__((noinline)) static uint32_t recurse(uint32_t depth)
{
    volatile uint32_t here = depth; /* read behind the call, so that none makes a loop of it */
    return depth < depth_most ? recurse(depth + 1) + here : 0;
}

static void overflow(void)
{
    sink = recurse(0);
}

static void nmi_overflows(struct trap_frame *frame)
{
    (void)frame;
    overflow();
}

static void nmi_stack(void)
{
    trap_set(VECTOR_NMI, nmi_overflows);
    __asm__ volatile("int %0" ::"i"(EXCEPTION_NMI));
}

/* The second double fault finds the stack as the first one did: the TSS says where it begins. */
static void df_overflows(struct trap_frame *frame, uint64_t error_code)
{
    static bool again;
    if (again) {
        crash_exception(frame, error_code);
    }
    again = true;
    overflow();
}

static void df_stack(void)
{
    trap_set(VECTOR_DF, df_overflows);
    overflow();
}

/* --- amid a line ---------------------------------------------------------------------------------
 */

/* The formatter reads it when the lock is taken already. */
static void in_print(void)
{
    const char *text = (const char *)UNMAPPED;
    __asm__("" : "+r"(text));
    print("half a line, then %s\n", text);
}

static void breakpoint_0_set(uint64_t address, uint64_t control)
{
    __asm__ volatile("movq %0, %%dr0\n\tmovq %1, %%dr7" ::"r"(address), "r"(control));
}

static void int3_amid(struct trap_frame *frame)
{
    (void)frame;
    breakpoint_0_set(0, 0);
    __asm__ volatile("int3");
}

/* The CPU stops at vga_put, which is called with the lock taken. */
static void int3_in_print(void)
{
    trap_set(VECTOR_DB, int3_amid);
    breakpoint_0_set((uintptr_t)vga_put, BREAKPOINT_0_EXECUTE);
    print("this line is printed\n");
}

/* --- while a report is printed -------------------------------------------------------------------
 */

static void fault(void)
{
    try_read(UNMAPPED);
}

static void panic_again(void)
{
    panic("one more");
}

static void screen_unmap(void)
{
    uint64_t screen = VIRT_VGA_TEXT_START;
    if (table_flush(space_unmap(address_space(), virt(screen), PAGE_LEVEL_4K)) != TABLE_OK) {
        print("the screen is still there\n");
    }
}

static void report_faults(void)
{
    ask_on_crash = fault;
    fault();
}

static void report_panics(void)
{
    ask_on_crash = panic_again;
    fault();
}

static void report_overflows(void)
{
    ask_on_crash = overflow;
    fault();
}

/* Not even the line about the second crash can be printed. */
static void report_without_screen(void)
{
    ask_on_crash = screen_unmap;
    fault();
}

static const struct {
    const char *name;
    void (*act)(void);
} moments[] = {
    {"rsp-null", rsp_null},
    {"rsp-not-canonical", rsp_not_canonical},
    {"rsp-read-only", rsp_read_only},
    {"nmi-stack", nmi_stack},
    {"df-stack", df_stack},
    {"in-print", in_print},
    {"int3-in-print", int3_in_print},
    {"report-faults", report_faults},
    {"report-panics", report_panics},
    {"report-overflows", report_overflows},
    {"report-without-screen", report_without_screen},
};

void kernel_run(void)
{
    for (;;) {
        char name[ASK_NAME_MOST];
        ask_name(name);
        crash_note("the worst moment");
        for (size_t i = 0; i < ARRAY_LENGTH(moments); i++) {
            if (strcmp(moments[i].name, name) == 0) {
                moments[i].act();
            }
        }
        print("%s is over\n", name);
    }
}
