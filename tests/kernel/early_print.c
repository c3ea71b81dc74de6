/*
 * early_print.c: text appears before anything has been started (row 03-10).
 *
 * Takes the place of kernel/cpu/stack_guard.c, whose stack_guard_seed kernel_main calls before
 * descriptor tables, screen and serial line are set up.
 */
#include "kernel/cpu/stack_guard.h"

#include "common/pc/vga_text.h"
#include "gen/layout.h"
#include "tests/kernel/guest/test.h"

static const char text[] = "early";
static bool shown;

extern uintptr_t __stack_chk_guard;
_Noreturn void __stack_chk_fail(void);
uintptr_t __stack_chk_guard = 1;

void __stack_chk_fail(void)
{
    panic("a function has written beyond its array on the stack");
}

void stack_guard_seed(bool rdrand)
{
    (void)rdrand;
    const volatile uint16_t *cells = (const volatile uint16_t *)VIRT_VGA_TEXT_START;
    print("%s", text);
    shown = true;
    for (uint32_t i = 0; i < sizeof(text) - 1; i++) {
        shown = shown && cells[i] == (PRINT_COLOUR << VGA_ATTRIBUTE_SHIFT | text[i]);
    }
}

TEST(the_first_text_is_shown)
{
    EXPECT(shown);
}
