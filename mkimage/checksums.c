/*
 * checksums.c: the numbers by which stage1, stage2 and the kernel know each other [common/image.h].
 *
 * Called by image.c, which fills them in, and by check.c, which computes them again. Pure.
 */
#include <string.h>

#include "common/crc32c.h"
#include "mkimage/image.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "headers are copied as they lie");

uint32_t crc_compute(const uint8_t *bytes, size_t count)
{
    struct crc32c_tables tables;
    crc32c_prepare(&tables);
    return crc32c(&tables, 0, bytes, count);
}

/* The headers are copied out and cleared, so that neither file has to be changed for it. The fields
 * that the linker fills stay: another entry point is another build. */
uint32_t build_id_compute(const uint8_t *stage2, size_t stage2_bytes, const uint8_t *kernel,
                          size_t kernel_bytes)
{
    struct stage2_header stage2_header;
    memcpy(&stage2_header, stage2, sizeof(stage2_header));
    stage2_header = (struct stage2_header){.magic = stage2_header.magic};

    struct kernel_header kernel_header;
    memcpy(&kernel_header, kernel, sizeof(kernel_header));
    kernel_header.build_id = 0;
    kernel_header.file_bytes = 0;

    struct crc32c_tables tables;
    crc32c_prepare(&tables);
    uint32_t crc = crc32c(&tables, 0, &stage2_header, sizeof(stage2_header));
    crc =
        crc32c(&tables, crc, stage2 + sizeof(stage2_header), stage2_bytes - sizeof(stage2_header));
    crc = crc32c(&tables, crc, &kernel_header, sizeof(kernel_header));
    return crc32c(&tables, crc, kernel + sizeof(kernel_header),
                  kernel_bytes - sizeof(kernel_header));
}

uint32_t words_sum(const uint8_t *bytes, size_t count)
{
    uint32_t sum = 0;
    for (size_t offset = 0; offset < count; offset += sizeof(uint32_t)) {
        uint32_t word;
        memcpy(&word, bytes + offset, sizeof(word));
        sum += word;
    }
    return sum;
}

uint32_t disk_signature(uint32_t build_id)
{
    return build_id != 0 ? build_id : 1;
}
