/*
 * pic_picture.c: a row is the primary's part, the wire between the two, and the secondary's part.
 *
 * [8259A]. Called by the command irq.
 */
#include "kernel/core/pic_picture.h"

#include "common/format.h"
#include "kernel/core/bar.h"

enum {
    CELL_BYTES = PIC_PICTURE_BYTES / 2,
    CELL_COLUMNS = 38,
    BAR_COLUMNS = 4,
    ROW_HEAD = 0,
    ROW_TOP = 1,
    ROW_LINES = 2,
    ROW_BOTTOM = ROW_LINES + PIC_CHIP_LINES,
};

static const char *const names[PIC_LINES] = {
    "timer", "keys", "cascade", "COM2", "COM1",  "",    "floppy", "printer",
    "clock", "",     "",        "",     "mouse", "FPU", "disk",   "disk",
};

static uint64_t busiest(const struct pic_picture *picture)
{
    uint64_t most = 0;
    for (uint32_t line = 0; line < PIC_LINES; line++) {
        most = picture->counts[line] > most ? picture->counts[line] : most;
    }
    return most;
}

static bool has_bit(uint16_t lines, uint32_t line)
{
    return lines >> line & 1;
}

static const char *activity(const struct pic_picture *picture, uint32_t line)
{
    if (has_bit(picture->isr, line)) {
        return "runs";
    }
    return has_bit(picture->irr, line) ? "asks" : "";
}

/* A line that has never interrupted has no bar at all. */
static void line_draw(char cell[CELL_BYTES], const struct pic_picture *picture, uint32_t line)
{
    char bar[BAR_BYTES] = "    ";
    uint64_t count = picture->counts[line];
    if (count > 0) {
        bar_draw(bar, BAR_COLUMNS, count, busiest(picture));
    }
    format_buffer(cell, CELL_BYTES, "|%2u %-7s %s %-4s %10llu %s|", line, names[line],
                  has_bit(picture->masks, line) ? "shut" : "open", activity(picture, line),
                  (unsigned long long)count, bar);
}

static void registers_draw(char cell[CELL_BYTES], const struct pic_picture *picture, uint32_t chip)
{
    uint32_t shift = chip * PIC_CHIP_LINES;
    format_buffer(cell, CELL_BYTES, " mask %02X ISR %02X IRR %02X spurious %u",
                  picture->masks >> shift & PIC_ALL_LINES, picture->isr >> shift & PIC_ALL_LINES,
                  picture->irr >> shift & PIC_ALL_LINES, picture->spurious[chip]);
}

static void cell_draw(char cell[CELL_BYTES], const struct pic_picture *picture, uint32_t chip,
                      uint32_t row)
{
    static const char edge[] = "+------------------------------------+";
    if (row >= ROW_LINES && row < ROW_BOTTOM) {
        line_draw(cell, picture, chip * PIC_CHIP_LINES + row - ROW_LINES);
    } else if (row > ROW_BOTTOM) {
        registers_draw(cell, picture, chip);
    } else if (row == ROW_HEAD) {
        format_buffer(cell, CELL_BYTES, " %s", chip ? "secondary 8259" : "primary 8259");
    } else {
        format_buffer(cell, CELL_BYTES, "%s", edge);
    }
}

void pic_picture_row(char text[PIC_PICTURE_BYTES], const struct pic_picture *picture, uint32_t row)
{
    char primary[CELL_BYTES];
    char secondary[CELL_BYTES];
    cell_draw(primary, picture, 0, row);
    cell_draw(secondary, picture, 1, row);
    const char *wire = row == ROW_LINES + PIC_CASCADE ? "<--" : "   ";
    format_buffer(text, PIC_PICTURE_BYTES, "%-*s%s%s", CELL_COLUMNS, primary, wire, secondary);
}
