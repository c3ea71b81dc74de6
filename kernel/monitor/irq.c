/*
 * irq.c: `irq` draws the two interrupt controllers as they are at this moment [8259A].
 */
#include "kernel/cpu/irq.h"
#include "kernel/core/pic_picture.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/dev/tsc.h"
#include "kernel/monitor/command.h"
#include "kernel/print.h"

static struct pic_picture picture;

static void picture_take(void)
{
    irq_state_t state = irq_save();
    struct pic_state pic = pic_read_state();
    picture = (struct pic_picture){
        .masks = pic.masks,
        .isr = pic.isr,
        .irr = pic.irr,
        .spurious = {pic.spurious_primary, pic.spurious_secondary},
    };
    for (uint32_t line = 0; line < PIC_LINES; line++) {
        picture.counts[line] = irq_count(line);
    }
    irq_restore(state);
}

static void print_longest(void)
{
    uint64_t ticks = irq_longest_off();
    const struct calibration *tsc = tsc_calibration();
    if (tsc->status == CALIBRATION_OK) {
        print("Interrupts were off for %llu us at most.\n",
              (unsigned long long)calibration_microseconds(tsc, ticks));
    } else {
        print("Interrupts were off for %llu ticks of the CPU's counter at most.\n",
              (unsigned long long)ticks);
    }
}

static bool irq_begin(struct command_run *run)
{
    (void)run;
    picture_take();
    return true;
}

static bool irq_next(struct command_run *run)
{
    char text[PIC_PICTURE_BYTES];
    if (run->at == PIC_PICTURE_ROWS) {
        print_longest();
        return false;
    }
    bool is_head = run->at == 0;
    pic_picture_row(text, &picture, (uint32_t)run->at++);
    print_in(is_head ? VGA_LIGHT_CYAN : PRINT_COLOUR, "%s\n", text);
    return true;
}

COMMAND(irq) = {
    .name = "irq",
    .usage = "",
    .summary = "the interrupt controllers, line by line",
    .detail = "shut: masked. asks: in the request register (IRR), and not let in yet. runs: in\n"
              "service (ISR). The bar is the line's count beside that of the busiest one.\n"
              "Spurious interrupts, whose line asks no more, are counted by the chip.",
    .example = "irq",
    .start = irq_begin,
    .next = irq_next,
};
