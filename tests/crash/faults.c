/*
 * faults.c: raises the exception whose name comes in over COM1, and ends like the kernel itself.
 */
#include "kernel/faults.h"
#include "kernel/cpu/halt.h"
#include "kernel/crash/crash.h"
#include "kernel/input.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "kernel/stop.h"

enum { NAME_MOST = 32 };

/* The real one would be replaced by that of the test images, which leaves no time to look. */
void kernel_stopping(const char *headline)
{
    (void)headline;
}

void kernel_stop(void)
{
    print("Stopped. Reset the machine or switch it off.\n");
    cpu_halt();
}

static void name_read(char name[NAME_MOST])
{
    uint32_t length = 0;
    struct input_event input;
    for (;;) {
        input_wait(&input);
        if (input.source == EVENT_SERIAL && input.byte == '\r') {
            name[length] = '\0';
            return;
        }
        if (input.source == EVENT_SERIAL && length < NAME_MOST - 1) {
            name[length++] = (char)input.byte;
        }
    }
}

void kernel_run(void)
{
    size_t count;
    const struct fault *faults = fault_all(&count);
    for (size_t i = 0; i < count; i++) {
        print("FAULT %s: %s%s\n", faults[i].name, faults[i].text,
              faults[i].raise ? "" : " (never)");
    }
    for (;;) {
        char name[NAME_MOST];
        print_ready();
        name_read(name);
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
