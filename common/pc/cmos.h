/*
 * cmos.h: the clock chip with its battery-backed bytes, behind two ports [MC146818] [PC/AT].
 *
 *      register B    7 6 5 4 3 2 1 0         register A    7 6 5 4 3 2 1 0
 *     +-------------+-+-+-+-+-+-+-+-+       +-------------+-+-----+-------+
 *     |             | |P| | | |B|2| |       |             |U| 010 | rate  |
 *     +-------------+-+-+-+-+-+-+-+-+       +-------------+-+-----+-------+
 *      P periodic interrupt, B binary,       U update in progress; 010 a crystal of
 *      2 hours 0 to 23                         32 768 Hz
 */
#ifndef COMMON_PC_CMOS_H
#define COMMON_PC_CMOS_H

enum {
    CMOS_INDEX_PORT = 0x70,  /* write only; bit 7 has nothing to do with the clock: */
    CMOS_INDEX_NMI = 1 << 7, /* it keeps NMIs from the CPU */
    CMOS_DATA_PORT = 0x71,

    CMOS_SECOND = 0x00,
    CMOS_MINUTE = 0x02,
    CMOS_HOUR = 0x04,
    CMOS_DAY = 0x07,
    CMOS_MONTH = 0x08,
    CMOS_YEAR = 0x09,
    CMOS_A = 0x0a,
    CMOS_B = 0x0b,
    CMOS_C = 0x0c, /* why the clock interrupted; reading it is the acknowledgement */
    CMOS_D = 0x0d,
    CMOS_CENTURY = 0x32, /* not the chip's: a byte that most firmware keeps */

    CMOS_A_UPDATING = 1 << 7,
    CMOS_A_RATE_MASK = 0x0f,
    CMOS_A_RATE_1024_HZ = 6, /* 32 768 Hz >> (rate - 1) */
    CMOS_B_PERIODIC = 1 << 6,
    CMOS_B_BINARY = 1 << 2,
    CMOS_B_24_HOURS = 1 << 1,
    CMOS_C_PERIODIC = 1 << 6,
    CMOS_D_BATTERY = 1 << 7, /* the contents are to be trusted */
    CMOS_HOUR_PM = 1 << 7,

    CMOS_ABSENT = 0xff, /* what a port without a device reads as */
};

#endif
