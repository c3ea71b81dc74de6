/*
 * devices.c: the drivers on the machine's own devices, with interrupts off (rows 04-6, 04-13, 07-1,
 * 07-5).
 */
#include "common/pc/cmos.h"
#include "common/pc/uart.h"
#include "common/pc/vga_text.h"
#include "common/x86/cpu.h"
#include "common/x86/io.h"
#include "gen/layout.h"
#include "kernel/core/clock.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/dev/cmos.h"
#include "kernel/dev/pic.h"
#include "kernel/dev/pit.h"
#include "kernel/dev/rtc.h"
#include "kernel/dev/tsc.h"
#include "kernel/dev/uart.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "tests/kernel/guest/guest.h"

static bool pic_masks_hold(void)
{
    pic_start();
    bool shut = pic_read_state().masks == 0xffff;
    pic_unmask(PIC_LINE_RTC);
    pic_unmask(PIC_LINE_TIMER);
    bool opened = pic_read_state().masks == 0xfefa;
    pic_mask(PIC_LINE_TIMER);
    pic_mask(PIC_LINE_RTC);
    return shut && opened && pic_read_state().masks == 0xffff && pic_read_state().isr == 0;
}

/* Two channels of one clock: what the stopwatch has counted and what is left of the tick add up to
 * the same, modulo the divisor. Two readings may be parted by whoever shares the host, so most of
 * them have to do. */
static bool ticks_have_the_divisor(uint32_t hz)
{
    enum { READINGS = 40, STEP = 1400, SLACK = 20 };
    uint32_t divisor = clock_divisor(hz);
    uint32_t good = 0;
    uint32_t before = 0;
    pit_start(divisor);
    pit_stopwatch_start();
    for (uint32_t reading = 1; reading <= READINGS; reading++) {
        while (pit_stopwatch_counts() < reading * STEP) {
        }
        uint32_t remaining = pit_remaining();
        uint32_t sum = (remaining + pit_stopwatch_counts()) % divisor;
        uint32_t off = (sum + divisor - before) % divisor;
        good += remaining <= divisor && (off < SLACK || off > divisor - SLACK);
        before = sum;
    }
    pit_stopwatch_stop();
    return good > READINGS / 2;
}

static bool timer_asks(void)
{
    pit_start(clock_divisor(1000));
    pit_stopwatch_start();
    while (pit_stopwatch_counts() < 12000) {
    }
    pit_stopwatch_stop();
    return pic_read_state().irr & 1u << PIC_LINE_TIMER;
}

/* Only what is acknowledged asks again. 1024 Hz for 50 ms are 51 times, but a host that many share
 * lets some of them fall together, so there are several tries. */
static bool rtc_asks_again_and_again(void)
{
    enum { TIMES = 20, TRIES = 100, COUNTS = 60000 };
    uint32_t times = 0;
    uint32_t tries = 0;
    rtc_periodic(true);
    for (; tries < TRIES && times < TIMES; tries++) {
        pit_stopwatch_start();
        while (pit_stopwatch_counts() < COUNTS && times < TIMES) {
            times += rtc_acknowledge();
        }
    }
    bool asks = false;
    for (uint32_t looks = 0; looks < TRIES * COUNTS && !asks; looks++) {
        asks = pic_read_state().irr & 1u << PIC_LINE_RTC;
    }
    pit_stopwatch_stop();
    rtc_periodic(false);
    print("rtc: asked %u times in %u times 50 ms\n", times, tries);
    return asks && times == TIMES && !(cmos_read(CMOS_B) & CMOS_B_PERIODIC);
}

static bool rtc_tells_the_date(void)
{
    struct date date;
    char text[DATE_TEXT_BYTES];
    enum rtc_status status = rtc_read(&date);
    if (status != RTC_OK) {
        print("rtc: %s\n", rtc_status_text(status));
        return false;
    }
    date_text(&date, text);
    print("date: %s\n", text);
    return true;
}

static bool tsc_is_calibrated(void)
{
    struct calibration tsc = tsc_calibrate(tsc_read);
    print("tsc: %s, %llu Hz, spread %u ppm in %u runs\n", calibration_text(&tsc),
          (unsigned long long)tsc.hz, tsc.spread_ppm, tsc.runs);
    return tsc.status == CALIBRATION_OK && tsc.hz > 1000000 && tsc.hz < 20000000000;
}

static char received[UART_FIFO_BYTES];
static uint32_t received_count;

static bool sink(uint8_t byte)
{
    received[received_count++ % UART_FIFO_BYTES] = (char)byte;
    return true;
}

/* In its loop the port receives what it sends. */
static bool uart_hears_itself(void)
{
    enum { MCR_LOOP = 1 << 4, LOOKS = 100000 };
    uart_receive(sink);
    uart_flush();
    uint8_t mcr = in8(UART_COM1 + UART_MCR);
    out8(UART_COM1 + UART_MCR, mcr | MCR_LOOP);
    uart_put("loop\n", 5);
    for (uint32_t looks = 0; looks < LOOKS && received_count < 6; looks++) {
        uart_poll();
    }
    out8(UART_COM1 + UART_MCR, mcr);
    static const char expected[] = "loop\r\n";
    for (uint32_t i = 0; i < 6; i++) {
        if (received[i] != expected[i]) {
            return false;
        }
    }
    return received_count == 6 && uart_read_counters().overruns == 0;
}

/* Row 04-13: the cursor's low byte by two accesses of 8 bits, and by one of 16 that writes index
 * and value. */
static bool ports_of_8_and_16_bits(void)
{
    out8(CRTC_INDEX, CRTC_CURSOR_LOW);
    uint8_t before = in8(CRTC_DATA);
    uint16_t word = (uint16_t)(0x5a00 | CRTC_CURSOR_LOW);
    out16(CRTC_INDEX, word);
    bool same = in8(CRTC_DATA) == 0x5a && in16(CRTC_INDEX) == word;
    out8(CRTC_DATA, before);
    return same && in8(CRTC_DATA) == before;
}

/* Row 04-13: PCI's configuration address is one register of 32 bits, and ignores narrower writes.
 */
static bool ports_of_32_bits(void)
{
    enum { PCI_ADDRESS = 0xcf8, PCI_DATA = 0xcfc, INTEL = 0x8086 };
    const uint32_t host_bridge = 1u << 31;
    out32(PCI_ADDRESS, host_bridge);
    bool same = in32(PCI_ADDRESS) == host_bridge && (in32(PCI_DATA) & 0xffff) == INTEL;
    out32(PCI_ADDRESS, 0);
    return same && in32(PCI_ADDRESS) == 0;
}

/* Row 04-13: the same kind of thing through an address: the text screen's last cell. */
static bool memory_mapped(void)
{
    volatile uint16_t *cell = (volatile uint16_t *)VIRT_VGA_TEXT_START + VGA_CELLS - 1;
    uint16_t before = *cell;
    *cell = VGA_LIGHT_CYAN << 8 | 'm';
    bool same = *cell == (VGA_LIGHT_CYAN << 8 | 'm');
    *cell = before;
    return same && *cell == before;
}

void kernel_run(void)
{
    interrupts_off();
    guest_check("every line of both controllers is shut and opens alone", pic_masks_hold());
    guest_check("channel 0 ticks at 1000 Hz", ticks_have_the_divisor(1000));
    guest_check("channel 0 ticks at 100 Hz", ticks_have_the_divisor(100));
    guest_check("the timer asks on line 0", timer_asks());
    guest_check("the clock chip asks on line 8", rtc_asks_again_and_again());
    guest_check("the clock chip tells the date", rtc_tells_the_date());
    guest_check("the time stamp counter has a rate", tsc_is_calibrated());
    guest_check("COM1 is there", uart_is_present());
    guest_check("COM1 receives", uart_hears_itself());
    guest_check("COM1 has dropped nothing", uart_flush() && uart_read_counters().send_dropped == 0);
    guest_check("ports of 8 and 16 bits", ports_of_8_and_16_bits());
    guest_check("ports of 32 bits", ports_of_32_bits());
    guest_check("a device at an address", memory_mapped());
    guest_end();
}
