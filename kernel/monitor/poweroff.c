/*
 * poweroff.c: `poweroff` switches the machine off, or says why it cannot (row 01-11).
 */
#include "kernel/cpu/halt.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/dev/uart.h"
#include "kernel/monitor/command.h"
#include "kernel/power.h"
#include "kernel/print.h"

static bool poweroff_start(struct command_run *run)
{
    (void)run;
    print("The machine is switched off.\n");
    interrupts_off();
    uart_flush();
    const char *why = power_off();
    print_in(VGA_LIGHT_RED, "poweroff: not by this kernel: %s\n", why);
    print("The CPU has halted: it is safe to switch the machine off by hand.\n");
    uart_flush();
    cpu_halt();
}

COMMAND(poweroff) = {
    .name = "poweroff",
    .usage = "",
    .summary = "switches the machine off, by its ACPI tables",
    .detail = "Where the tables are missing or wrong it says what is wrong, and halts.",
    .example = "poweroff",
    .start = poweroff_start,
};
