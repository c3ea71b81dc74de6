/*
 * cpu_name.c: CPUID's numbers as names.
 *
 * [SDM2 CPUID] figure 3-6 for the signature. Called by kernel/cpu/cpu_identity.c.
 */
#include "kernel/core/cpu_name.h"

#include "common/string.h"

/* Fields of EAX of leaf 1: where they begin, and how many bits they have. */
enum {
    NIBBLE = 0xf,
    BYTE = 0xff,
    MODEL_SHIFT = 4,
    FAMILY_SHIFT = 8,
    EXTENDED_MODEL_SHIFT = 16,
    EXTENDED_FAMILY_SHIFT = 20,
    FAMILY_P6 = 6,
    FAMILY_EXTENDED = 15, /* the field is full, and the extended one is added to it */
    ASCII_LAST = '~',
};

struct cpu_signature cpu_signature_read(uint32_t eax)
{
    struct cpu_signature signature = {
        .family = eax >> FAMILY_SHIFT & NIBBLE,
        .model = eax >> MODEL_SHIFT & NIBBLE,
        .stepping = eax & NIBBLE,
    };
    if (signature.family == FAMILY_P6 || signature.family == FAMILY_EXTENDED) {
        signature.model |= (eax >> EXTENDED_MODEL_SHIFT & NIBBLE) << MODEL_SHIFT;
    }
    if (signature.family == FAMILY_EXTENDED) {
        signature.family += eax >> EXTENDED_FAMILY_SHIFT & BYTE;
    }
    return signature;
}

/* Some CPUs fill their brand up with blanks on the left, others with NULs on the right. */
static void text_of(char *text, const uint32_t *words, uint32_t count)
{
    uint32_t bytes = count * (uint32_t)sizeof(*words);
    uint32_t length = 0;
    memcpy(text, words, bytes);
    text[bytes] = '\0';
    for (const char *from = text; *from != '\0'; from++) {
        if (length > 0 || *from != ' ') {
            text[length++] = *from;
        }
        if (*from < ' ' || *from > ASCII_LAST) {
            text[length - 1] = '?';
        }
    }
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    text[length] = '\0';
    if (length == 0) {
        memcpy(text, "none", sizeof("none"));
    }
}

void cpu_vendor_text(char text[CPU_VENDOR_BYTES], const uint32_t words[CPU_VENDOR_WORDS])
{
    text_of(text, words, CPU_VENDOR_WORDS);
}

void cpu_brand_text(char text[CPU_BRAND_BYTES], const uint32_t words[CPU_BRAND_WORDS])
{
    text_of(text, words, CPU_BRAND_WORDS);
}
