/*
 * reboot.c: `reboot` resets the machine.
 */
#include "kernel/cpu/interrupts.h"
#include "kernel/dev/uart.h"
#include "kernel/monitor/command.h"
#include "kernel/power.h"
#include "kernel/print.h"

static bool reboot_start(struct command_run *run)
{
    (void)run;
    print("The machine is reset.\n");
    interrupts_off();
    uart_flush();
    power_reset();
}

COMMAND(reboot) = {
    .name = "reboot",
    .usage = "",
    .summary = "resets the machine",
    .detail = "Four ways, one after the other: the reset register of the ACPI tables, port\n"
              "CF9h, the keyboard controller, and a triple fault.",
    .example = "reboot",
    .start = reboot_start,
};
