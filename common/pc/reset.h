/*
 * reset.h: the reset control register of Intel's chipsets, and of those like them [ICH9 13.7.5].
 *
 *      7..4   3           2         1        0
 *     +----+---------+---------+---------+---+
 *     | -  | full    | reset   | system, | - |
 *     |    | (power) | the CPU | not INIT|   |
 *     +----+---------+---------+---------+---+
 */
#ifndef COMMON_PC_RESET_H
#define COMMON_PC_RESET_H

enum {
    RESET_CONTROL = 0xcf9,
    RESET_CONTROL_SYSTEM = 1 << 1, /* what kind of reset it will be: of all devices too */
    RESET_CONTROL_NOW = 1 << 2,    /* resets when it goes from 0 to 1 */
};

#endif
