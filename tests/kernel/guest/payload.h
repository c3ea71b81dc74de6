/*
 * payload.h: the other side of payload.inc: is all of it there?
 */
#ifndef TESTS_KERNEL_GUEST_PAYLOAD_H
#define TESTS_KERNEL_GUEST_PAYLOAD_H

#include "common/paging.h"

extern const uint32_t payload[];
extern const uint32_t payload_end[];

static inline uint32_t payload_bytes(void)
{
    return (uint32_t)(payload_end - payload) * (uint32_t)sizeof(payload[0]);
}

static inline bool payload_is_whole(void)
{
    for (uint32_t i = 0; payload + i != payload_end; i++) {
        if (payload[i] != i / (PAGE_BYTES / sizeof(payload[0]))) {
            return false;
        }
    }
    return true;
}

#endif
