/*
 * scancodes.c: the study's scancode queue behind the keyboard's own interrupt, with its warnings
 * (rows 12-8, 12-9), and a task that prints keys from it (row 12-16).
 *
 * Nobody types: the controller is told to return bytes as if a key had sent them.
 */
#include "common/pc/i8042.h"
#include "common/pc/port80.h"
#include "common/string.h"
#include "common/x86/io.h"
#include "kernel/core/coroutine.h"
#include "kernel/core/heap.h"
#include "kernel/core/study/scancode_queue.h"
#include "kernel/cpu/irq.h"
#include "kernel/dev/keyboard.h"
#include "kernel/print.h"
#include "kernel/run.h"
#include "kernel/tasks.h"
#include "tests/kernel/guest/guest.h"

enum {
    MICROSECONDS_MOST = 1000000,
    ALIGN = 16,
    TYPED = SCANCODE_QUEUE_BYTES + 1,
    SCANCODE_A = 0x1e
};

static struct scancode_queue queue;
static volatile uint32_t interrupts;
static const char *volatile warning;
static volatile uint32_t warnings;

static void *queue_allocate(void *context, size_t bytes)
{
    (void)context;
    return heap_alloc(bytes, ALIGN);
}

static void queue_release(void *context, void *block, size_t bytes)
{
    (void)context;
    heap_free(block, bytes, ALIGN);
}

static const struct task_memory memory = {queue_allocate, queue_release, NULL};

static void keyboard_interrupt(void)
{
    uint8_t byte;
    for (uint32_t reads = 0; reads < I8042_READ_MOST && i8042_read(&byte); reads++) {
        const char *told = scancode_add(&queue, byte);
        if (told) {
            println("WARNING: %s", told);
            warning = told;
            warnings++;
        }
        interrupts++;
    }
}

/* Returns when the interrupt has taken it. */
static bool type(uint8_t scancode)
{
    uint32_t before = interrupts;
    out8(I8042_COMMAND, I8042_COMMAND_WRITE_OUTPUT_BUFFER);
    out8(I8042_DATA, scancode);
    for (uint32_t i = 0; i < MICROSECONDS_MOST && interrupts == before; i++) {
        out8(PORT_80, 0);
    }
    return interrupts == before + 1;
}

static bool early_key_is_warned_of(void)
{
    return type(SCANCODE_A) && warnings == 1 &&
           strcmp(warning, "scancode queue uninitialized") == 0;
}

static bool the_last_key_alone_is_dropped(void)
{
    for (uint32_t typed = 1; typed <= TYPED; typed++) {
        bool is_dropped = typed == TYPED;
        if (!type(SCANCODE_A) || warnings != 1 + (uint32_t)is_dropped) {
            return false;
        }
    }
    return strcmp(warning, "scancode queue full; dropping keyboard input") == 0;
}

/* Reads until the queue's own bytes are printed. */
struct printer {
    struct coroutine coroutine;
    struct scancode_next next;
    uint32_t keys;
};

static uint32_t printed;

COROUTINE(printer)
{
    for (self->keys = 0; self->keys < SCANCODE_QUEUE_BYTES; self->keys++) {
        AWAIT(scancode_stream_next(&self->next, &queue));
        {
            struct key_event event;
            if (keys_take((uint8_t)self->next.future.value, &event) && event.pressed) {
                print("%c", (char)event.character);
                printed++;
            }
        }
    }
    print("\n");
    RETURN(self->keys);
}
COROUTINE_END(printer);

static const struct future_type printer_type = {"printer", printer_poll, coroutine_drop};

static void printer_run(void)
{
    struct waker waker;
    struct printer *printer = tasks_frame(sizeof(*printer));
    struct future *future = coroutine_start(&printer->coroutine, &printer_type);
    if (executor_spawn(tasks_executor(), future, sizeof(*printer), &waker) == NULL) {
        executor_block(tasks_executor(), waker);
    }
}

void kernel_run(void)
{
    tasks_start();
    irq_register(PIC_LINE_KEYBOARD, keyboard_interrupt);
    guest_check("a key before the queue is there", early_key_is_warned_of());
    guest_check("the stream is opened", scancode_stream_open(&queue, &memory) == NULL);
    guest_check("100 keys fit, the 101st is dropped", the_last_key_alone_is_dropped());
    printer_run();
    guest_check("the task has printed them", printed == SCANCODE_QUEUE_BYTES);
    guest_check("there is room again", type(SCANCODE_A) && warnings == 2);
    guest_end();
}
