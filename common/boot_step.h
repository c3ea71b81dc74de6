/*
 * boot_step.h: the steps of the climb, by number and name, in the order in which they come.
 *
 * Kept in the boot trace, printed by crash reports as "last step", and the names of the debugger's
 * breakpoints. NASM sees the numbers through build/gen/constants.inc.
 */
#ifndef COMMON_BOOT_STEP_H
#define COMMON_BOOT_STEP_H

/*             name             what it has done once it is in the trace */
#define BOOT_STEPS(STEP)                                                                           \
    STEP(STAGE2, "stage2")       /* stage2 runs, its memory is clear */                            \
    STEP(CONSOLE, "console")     /* screen and COM1 are ready */                                   \
    STEP(CPU, "cpu")             /* the CPU can climb */                                           \
    STEP(A20, "a20")             /* address line 20 is open */                                     \
    STEP(MEMORY, "memory")       /* the firmware's map is read */                                  \
    STEP(DISK, "disk")           /* the way to read the disk is known */                           \
    STEP(KERNEL, "kernel")       /* the kernel lies in its place */                                \
    STEP(TARGET, "target")       /* the firmware knows that long mode comes */                     \
    STEP(PROTECTED, "protected") /* protected mode; no way back */                                 \
    STEP(VERIFY, "verify")       /* the kernel is whole and of this build */                       \
    STEP(PAGING, "paging")       /* the page tables are built */                                   \
    STEP(HANDOVER, "handover")   /* boot_info is written */                                        \
    STEP(LONG, "long")           /* long mode; the jump to the kernel is next */

#define BOOT_STEP_ENUM(name, text) STEP_##name,
enum boot_step { BOOT_STEPS(BOOT_STEP_ENUM) BOOT_STEP_COUNT };
#undef BOOT_STEP_ENUM

#endif
