/*
 * registers_text.c: the names of the bits that are set in a control register.
 *
 * [SDM3 2.5] for CR0 and CR4, [SDM3 2.2.1] and [APM2 3.1.7] for EFER, [SDM1 3.4.3] for RFLAGS, in
 * the manuals' own words. Called by the commands and reports that show these registers.
 */
#include "kernel/core/registers_text.h"

#include "common/format.h"

enum { REGISTER_BITS = 64 };

/* The index is the bit's number. Bit 1 of RFLAGS is always set and says nothing. */
/* clang-format off */
static const char *const names[][REGISTER_BITS] = {
    [REGISTER_CR0] = {
        [0] = "PE", [1] = "MP", [2] = "EM", [3] = "TS", [4] = "ET", [5] = "NE", [16] = "WP",
        [18] = "AM", [29] = "NW", [30] = "CD", [31] = "PG",
    },
    [REGISTER_CR4] = {
        [0] = "VME", [1] = "PVI", [2] = "TSD", [3] = "DE", [4] = "PSE", [5] = "PAE", [6] = "MCE",
        [7] = "PGE", [8] = "PCE", [9] = "OSFXSR", [10] = "OSXMMEXCPT", [11] = "UMIP",
        [12] = "LA57", [13] = "VMXE", [14] = "SMXE", [16] = "FSGSBASE", [17] = "PCIDE",
        [18] = "OSXSAVE", [19] = "KL", [20] = "SMEP", [21] = "SMAP", [22] = "PKE", [23] = "CET",
        [24] = "PKS",
    },
    [REGISTER_EFER] = {
        [0] = "SCE", [8] = "LME", [10] = "LMA", [11] = "NXE", [12] = "SVME", [13] = "LMSLE",
        [14] = "FFXSR", [15] = "TCE",
    },
    [REGISTER_RFLAGS] = {
        [0] = "CF", [1] = "", [2] = "PF", [4] = "AF", [6] = "ZF", [7] = "SF", [8] = "TF",
        [9] = "IF", [10] = "DF", [11] = "OF", [12] = "IOPL.0", [13] = "IOPL.1", [14] = "NT",
        [16] = "RF", [17] = "VM", [18] = "AC", [19] = "VIF", [20] = "VIP", [21] = "ID",
    },
};
/* clang-format on */

/* Appends at text + length; returns the new length. */
static size_t bit_put(char *text, size_t length, const char *name, uint32_t bit)
{
    const char *gap = length > 0 ? " " : "";
    size_t left = REGISTER_TEXT_BYTES - length;
    size_t added = name != NULL ? format_buffer(text + length, left, "%s%s", gap, name)
                                : format_buffer(text + length, left, "%sbit %u", gap, bit);
    return length + (added < left ? added : left - 1);
}

const char *register_text(char text[REGISTER_TEXT_BYTES], enum register_name name, uint64_t value)
{
    size_t length = 0;
    for (uint32_t bit = 0; bit < REGISTER_BITS; bit++) {
        const char *bit_name = names[name][bit];
        bool is_silent = bit_name != NULL && bit_name[0] == '\0';
        if (value >> bit & 1 && !is_silent) {
            length = bit_put(text, length, bit_name, bit);
        }
    }
    if (length == 0) {
        format_buffer(text, REGISTER_TEXT_BYTES, "none");
    }
    return text;
}
