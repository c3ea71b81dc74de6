/*
 * faults.c: raises the exception whose name comes in over COM1, and ends like the kernel itself.
 */
#include "kernel/faults.h"
#include "kernel/crash/crash.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "tests/kernel/guest/typed.h"

void kernel_run(void)
{
    size_t count;
    const struct fault *faults = fault_all(&count);
    for (size_t i = 0; i < count; i++) {
        print("FAULT %s: %s%s\n", faults[i].name, faults[i].text,
              faults[i].raise ? "" : " (never)");
    }
    for (;;) {
        char name[ASK_NAME_MOST];
        ask_name(name);
        const struct fault *fault = fault_find(name);
        if (fault && fault->raise) {
            crash_note(fault->name);
            fault->raise();
            print("%s is over\n", fault->name);
        } else {
            print("no such fault\n");
        }
    }
}
