/*
 * boot_promises.c: what boot_info.h promises about the structure itself, looked at.
 *
 * Called by kernel/entry_check.c before anything else reads the structure.
 */
#include "kernel/core/boot_promises.h"

#include "common/paging.h"
#include "kernel/core/checksum.h"

/* The CRC covers all but the trace, whose last record is written after it; its own field counts as
 * zero, and since the structure cannot be written here, it is left out piece by piece. */
static bool is_whole(const struct boot_info *info)
{
    static const uint32_t zero = 0;
    const uint8_t *bytes = (const uint8_t *)info;
    size_t field = offsetof(struct boot_info, crc32c);
    size_t rest = field + sizeof(info->crc32c);
    uint32_t crc = checksum(0, bytes, field);
    crc = checksum(crc, &zero, sizeof(zero));
    crc = checksum(crc, bytes + rest, offsetof(struct boot_info, trace) - rest);
    return crc == info->crc32c;
}

static bool counts_fit(const struct boot_info *info)
{
    return info->raw_count <= BOOT_RAW_CAPACITY && info->clean_count <= BOOT_CLEAN_CAPACITY &&
           info->trace_count <= BOOT_TRACE_CAPACITY;
}

/* [memory_map.h] Each range begins where the one before it ends. */
static bool clean_map_is_clean(const struct boot_info *info)
{
    uint64_t end = 0;
    for (uint32_t i = 0; i < info->clean_count && i < BOOT_CLEAN_CAPACITY; i++) {
        const struct memory_range *range = &info->clean[i];
        if (range->base != end || range->end <= range->base || range->end % PAGE_BYTES != 0 ||
            range->end > MEMORY_ADDRESS_LIMIT || range->kind >= MEMORY_KINDS) {
            return false;
        }
        end = range->end;
    }
    return true;
}

/* Firmware may keep the first frame for itself, and then the clean map says so instead: a kind
 * above ours is as much as ours a reason not to hand it out. */
static bool frame_zero_is_kept(const struct boot_info *info)
{
    return info->clean_count > 0 && info->clean[0].base == 0 &&
           info->clean[0].kind >= MEMORY_FRAME_ZERO;
}

void boot_promises_check(const struct boot_info *info, uint32_t build_id,
                         struct promise promises[BOOT_PROMISES])
{
    const struct promise all[BOOT_PROMISES] = {
        {"boot_info has its magic", info->magic == BOOT_INFO_MAGIC},
        {"boot_info has this kernel's version and size",
         info->version == BOOT_INFO_VERSION && info->size_bytes == sizeof(*info)},
        {"boot_info is whole", is_whole(info)},
        {"stage2 and kernel are of one build", info->build_id == build_id},
        {"the maps and the trace fit their room", counts_fit(info)},
        {"the trace has every step of stage2", info->trace_count == BOOT_STEP_COUNT},
        {"the clean map ascends, page by page", clean_map_is_clean(info)},
        {"frame 0 belongs to nobody", frame_zero_is_kept(info)},
    };
    for (size_t i = 0; i < BOOT_PROMISES; i++) {
        promises[i] = all[i];
    }
}
