/*
 * trace_text.c: what a step of the climb changed, in words.
 *
 * Called by the command `boot`. Two records beside each other tell more than
 * each alone: what matters of a switch is the bits that it sets.
 */
#include "kernel/core/trace_text.h"

#include "common/format.h"
#include "kernel/core/registers_text.h"

/* TF, IF and DF [SDM1 3.4.3]. Around them lie the flags of the last addition, which say nothing. */
enum { CONTROL_FLAGS = 7 << 8 };

/* "CR0", then each bit that has come with a '+' before it, and each that has gone with a '-'. */
static void bits_put(char text[TRACE_TEXT_BYTES], const char *label, enum register_name name,
                     uint64_t before, uint64_t after)
{
    size_t length = format_buffer(text, TRACE_TEXT_BYTES, "%s", label);
    for (uint64_t left = before ^ after; left != 0; left &= left - 1) {
        char bit[REGISTER_TEXT_BYTES];
        register_text(bit, name, left & -left);
        if (length < TRACE_TEXT_BYTES) {
            length += format_buffer(text + length, TRACE_TEXT_BYTES - length, " %c%s",
                                    left & -left & after ? '+' : '-', bit);
        }
    }
}

bool trace_change_text(char text[TRACE_TEXT_BYTES], enum trace_field field,
                       const struct boot_trace_record *before,
                       const struct boot_trace_record *after)
{
    static const struct boot_trace_record nothing;
    const struct boot_trace_record *old = before ? before : &nothing;
    switch (field) {
    case TRACE_CR0:
        bits_put(text, "CR0", REGISTER_CR0, old->cr0, after->cr0);
        return old->cr0 != after->cr0;
    case TRACE_CR3:
        format_buffer(text, TRACE_TEXT_BYTES, "CR3 %08llx", (unsigned long long)after->cr3);
        return old->cr3 != after->cr3;
    case TRACE_CR4:
        bits_put(text, "CR4", REGISTER_CR4, old->cr4, after->cr4);
        return old->cr4 != after->cr4;
    case TRACE_EFER:
        bits_put(text, "EFER", REGISTER_EFER, old->efer, after->efer);
        return old->efer != after->efer;
    case TRACE_EFLAGS:
        bits_put(text, "EFLAGS", REGISTER_RFLAGS, old->eflags & CONTROL_FLAGS,
                 after->eflags & CONTROL_FLAGS);
        return (old->eflags ^ after->eflags) & CONTROL_FLAGS;
    case TRACE_CS:
        format_buffer(text, TRACE_TEXT_BYTES, "CS %04x", after->cs);
        return !before || old->cs != after->cs;
    case TRACE_A20:
        format_buffer(text, TRACE_TEXT_BYTES, "A20 %s", after->a20 ? "open" : "shut");
        return old->a20 != after->a20;
    default:
        return false;
    }
}
