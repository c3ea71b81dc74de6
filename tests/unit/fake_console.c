/*
 * fake_console.c: the fake machine's INT 10h, its serial port and its CPUID.
 *
 * See fake_bios.h. [RBIL 10/00, 10/03, 10/0F, 10/13] [16550] [SDM2 CPUID]
 */
#include "common/pc/bios.h"
#include "common/pc/uart.h"
#include "common/pc/vga_text.h"
#include "tests/unit/fake_bios.h"

enum { VENDOR_SIGNATURE = 0x663 };

/* An honest 64-bit CPU of which only the first brand leaf is not blank. */
static const struct fake_processor processor = {
    .has_ac = true,
    .has_id = true,
    .leaves =
        {
            {0, {.eax = 1, .ebx = 0x756e6547, .edx = 0x49656e69, .ecx = 0x6c65746e}},
            {1,
             {.eax = VENDOR_SIGNATURE, .edx = CPUID_1_EDX_PAE | CPUID_1_EDX_TSC | CPUID_1_EDX_MSR}},
            {CPUID_EXTENDED, {.eax = CPUID_EXTENDED + 4}},
            {CPUID_EXTENDED_1, {.edx = CPUID_EXTENDED_1_EDX_LM | CPUID_EXTENDED_1_EDX_NX}},
            {CPUID_EXTENDED + 2, {0x20202020, 0x6b614620, 0x50432065, 0x20202055}},
            {CPUID_EXTENDED + 3, {0x20202020, 0x20202020, 0x20202020, 0x20202020}},
            {CPUID_EXTENDED + 4, {0x20202020, 0x20202020, 0x20202020, 0x20202020}},
            {0x40000000, {.ebx = 0x4b4d564b}}, /* KVMK */
        },
};

void fake_console_start(void)
{
    fake.console = (struct fake_console){
        .mode = VGA_MODE_TEXT_COLOUR,
        .columns = VGA_COLUMNS,
        .serial_most = UINT32_MAX,
    };
    fake.processor = processor;
    fake.memory[BDA_SEGMENT * 16 + BDA_LAST_ROW] = VGA_ROWS - 1;
}

void fake_video_call(const struct bios_registers *in, struct bios_registers *out)
{
    struct fake_console *console = &fake.console;
    switch (low_half(in->eax) >> 8) {
    case BIOS_VIDEO_GET_MODE:
        set_low_half(&out->eax, (uint16_t)(console->columns << 8 | console->mode));
        set_low_half(&out->ebx, (uint16_t)(console->page << 8));
        break;
    case BIOS_VIDEO_SET_MODE:
        console->mode = (uint8_t)in->eax;
        console->modes_set++;
        break;
    case BIOS_VIDEO_GET_CURSOR:
        set_low_half(&out->edx, 0);
        break;
    case BIOS_VIDEO_WRITE:
        console->screen_bytes += low_half(in->ecx);
        console->attribute = (uint8_t)in->ebx;
        break;
    default:
        fake_breach("a function of INT 10h that nobody needs");
    }
}

uint8_t fake_serial_in(uint16_t port)
{
    const struct fake_console *console = &fake.console;
    if (console->serial_absent) {
        return UART_LSR_ABSENT;
    }
    switch (port - UART_COM1) {
    case UART_SCR:
        return console->scratch;
    case UART_LSR:
        return console->serial_bytes < console->serial_most ? UART_LSR_THRE : 0;
    default:
        fake_breach("a register of COM1 that nobody reads");
        return 0;
    }
}

void fake_serial_out(uint16_t port, uint8_t value)
{
    struct fake_console *console = &fake.console;
    switch (port - UART_COM1) {
    case UART_SCR:
        if (!console->scratch_stuck || console->scratch == 0) {
            console->scratch = value;
        }
        break;
    case UART_LCR:
        console->line_control = value;
        break;
    case UART_THR:
        if (!(console->line_control & UART_LCR_DLAB)) {
            console->serial[console->serial_bytes++ % (FAKE_SERIAL_CAPACITY - 1)] = (char)value;
        }
        break;
    default: /* what else there is to set has no effect on what is seen */
        break;
    }
}

struct cpuid *fake_leaf(uint32_t leaf)
{
    for (uint32_t i = 0; i < FAKE_LEAVES; i++) {
        if (fake.processor.leaves[i].leaf == leaf) {
            return &fake.processor.leaves[i].answer;
        }
    }
    return NULL;
}

void cpuid(uint32_t leaf, struct cpuid *answer)
{
    const struct cpuid *known = fake_leaf(leaf);
    if (known == NULL) {
        fake_breach("a leaf of CPUID that nobody needs");
        return;
    }
    *answer = *known;
}

bool eflags_can_toggle(uint32_t bits)
{
    return (!(bits & EFLAGS_AC) || fake.processor.has_ac) &&
           (!(bits & EFLAGS_ID) || fake.processor.has_id);
}
