/*
 * boot_promises.h: what boot_info.h promises about the structure itself, looked at.
 */
#ifndef KERNEL_CORE_BOOT_PROMISES_H
#define KERNEL_CORE_BOOT_PROMISES_H

#include "common/boot_info.h"

struct promise {
    const char *text;
    bool kept;
};

enum { BOOT_PROMISES = 8 };

/*
 * In an order in which each may rely on those before it; what follows one that is broken may say
 * anything. Nothing beyond the structure is read, whatever it holds. Once all are kept, the counts
 * can be walked, and the clean map is sorted, disjoint, gapless and made of whole pages.
 */
void boot_promises_check(const struct boot_info *info, uint32_t build_id,
                         struct promise promises[BOOT_PROMISES]);

#endif
