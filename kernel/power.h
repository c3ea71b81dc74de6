/*
 * power.h: the machine's reset, and its end.
 *
 * Both are called with interrupts off and with nothing left to be sent: what waits for COM1 would
 * be lost.
 */
#ifndef KERNEL_POWER_H
#define KERNEL_POWER_H

/* Switches the machine off as its ACPI tables say. Returns only where that fails: why. */
const char *power_off(void);

/* Resets the machine: by the register that its ACPI tables name, by the chipset's reset control, by
 * the keyboard controller, and by a triple fault, until one of them does. */
_Noreturn void power_reset(void);

#endif
