/*
 * boot.h: the hand-over, for who comes after the bring-up. It stays mapped and is never reclaimed.
 */
#ifndef KERNEL_BOOT_H
#define KERNEL_BOOT_H

#include "common/boot_info.h"
#include "gen/layout.h"

static inline const struct boot_info *boot_info(void)
{
    return (const struct boot_info *)VIRT_BOOT_INFO_START;
}

#endif
