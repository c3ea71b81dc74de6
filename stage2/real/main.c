/*
 * main.c: the questions that stage2 asks the firmware, in order.
 *
 * Called by entry.asm; returns to it when the kernel is in memory and nothing is left to ask, and
 * the climb begins (climb.asm). Every question must be answered here: there is no way back to the
 * BIOS from the other side.
 */
#include "common/image.h"
#include "common/pc/bios.h"
#include "common/x86/cpu.h"
#include "gen/layout.h"
#include "stage2/facts.h"
#include "stage2/plan.h"
#include "stage2/print.h"
#include "stage2/real/a20.h"
#include "stage2/real/console.h"
#include "stage2/real/cpu.h"
#include "stage2/real/disk.h"
#include "stage2/real/doors.h"
#include "stage2/real/load.h"
#include "stage2/real/memory.h"
#include "stage2/trace.h"

enum {
    KIB = 1 << 10,
};

struct facts stage2_facts;

extern const struct stage2_header stage2_header; /* at the start of the file: entry.asm */

void real_main(uint32_t boot_drive);
_Noreturn void canary_die(void);

/* entry.asm comes here when a BIOS call has overrun the stack. */
void canary_die(void)
{
    die("stack",
        "the BIOS used more than its %u bytes of stack.\n"
        "Give real_stack more room in disk.layout.",
        RAM_REAL_STACK_SIZE);
}

static void start_console(void)
{
    bool shows_text = console_start();
    trace_step(STEP_CONSOLE);
    print("\n");
    print_step("stage2", "LBA %u, %u bytes at 0x%x, build %08x", DISK_STAGE2_LBA,
               stage2_header.file_bytes, RAM_STAGE2_START, stage2_header.build_id);
    print_step("console", "%s, COM1 %s", shows_text ? "text screen" : "no text screen",
               stage2_facts.serial_ready ? "115200 8N1" : "not there");
}

static void check_cpu(void)
{
    struct cpu cpu = cpu_ask(&stage2_facts);
    if (cpu.missing) {
        die("cpu", "%s\nlacks %s.\nAscent needs a 64-bit PC; this one cannot run it.", cpu.name,
            cpu.missing);
    }
    trace_step(STEP_CPU);
    print_step("cpu", "%s, long mode, %s", cpu.name,
               stage2_facts.nx_present ? "NX" : "no NX: W^X cannot be enforced");
}

static void open_a20(void)
{
    stage2_facts.a20_method = (uint8_t)a20_open();
    if (!stage2_facts.a20_method) {
        die("a20", "address line 20 stays shut. BIOS, port 92h and 8042 were tried.\n"
                   "Look for an A20 or port 92h setting in the BIOS setup.");
    }
    trace_step(STEP_A20);
    bool was_open = stage2_facts.a20_method == A20_ALREADY_ON;
    print_step("a20", "%s%s", was_open ? "" : "opened by ",
               a20_method_name(stage2_facts.a20_method));
}

/* The smallest machine that can serve: all that needs a place, right above the first MiB. */
static uint32_t least_kib(void)
{
    return (load_bytes(&stage2_header) + FIRST_MIB) / KIB;
}

static void ask_memory(void)
{
    if (!memory_ask(&stage2_facts)) {
        die("memory", "no usable memory above 1 MiB. Ascent needs %u KiB in all.", least_kib());
    }
    if (stage2_facts.low_memory_bytes < RAM_PROTECTED_STACK_END) {
        die("memory", "%u KiB free below 1 MiB; Ascent needs %u KiB there.",
            stage2_facts.low_memory_bytes / KIB, RAM_PROTECTED_STACK_END / KIB);
    }
    trace_step(STEP_MEMORY);
    struct memory_range claims[CLAIMS];
    struct memory_source source = memory_source(&stage2_facts, claims);
    uint32_t usable_mib = (uint32_t)(memory_map_usable_bytes(&source) / FIRST_MIB);
    print_step("memory", "%s, %u entries, %u MiB usable%s",
               memory_method_name(stage2_facts.memory_method), stage2_facts.raw_count, usable_mib,
               stage2_facts.raw_lost ? ", the rest of the list is lost" : "");
}

static void find_disk(struct disk *disk, uint8_t drive)
{
    if (!disk_open(disk, drive)) {
        die("disk", "drive %02xh: %s (BIOS status %02xh).\nTry another USB port or disk mode.",
            drive, disk_status_text(disk->status), disk->status);
    }
    trace_step(STEP_DISK);
    if (disk->method == DISK_LBA) {
        print_step("disk", "drive %02xh, LBA by EDD %u.%u", drive, disk->edd_version >> 4,
                   disk->edd_version & 15);
    } else {
        print_step("disk", "drive %02xh, CHS: %u cylinders, %u heads, %u sectors", drive,
                   disk->cylinders, disk->heads, disk->sectors);
    }
}

static void note_disk(const struct disk *disk)
{
    stage2_facts.boot_drive = disk->drive;
    stage2_facts.disk_method = disk->method;
    stage2_facts.edd_version = disk->edd_version;
    stage2_facts.disk_cylinders = disk->cylinders;
    stage2_facts.disk_heads = disk->heads;
    stage2_facts.disk_sectors = disk->sectors;
    stage2_facts.disk_reads = disk->reads;
    stage2_facts.disk_retries = disk->retries;
}

static void bring_kernel(struct disk *disk)
{
    if (!load_place(&stage2_header, &stage2_facts)) {
        die("kernel",
            "no room for kernel, stacks and page tables: %u KiB\n"
            "between 1 MiB and 4 GiB. Ascent needs %u KiB of memory in all.",
            load_bytes(&stage2_header) / KIB, least_kib());
    }
    if (!load_kernel(&stage2_header, disk, &stage2_facts)) {
        die("kernel",
            "LBA %u cannot be read: %s\n(BIOS status %02xh, %u retries).\n"
            "Write the image again, or try another stick, port or cable.",
            disk->failed_lba, disk_status_text(disk->status), disk->status, disk->retries);
    }
    note_disk(disk);
    trace_step(STEP_KERNEL);
    print_step("kernel", "LBA %u, %u bytes at 0x%x; reads %u by %s, retries %u",
               stage2_header.kernel_lba, stage2_header.kernel_file_bytes,
               (uint32_t)stage2_facts.kernel_phys, disk->reads,
               disk->method == DISK_LBA ? "LBA" : "CHS", disk->retries);
}

/* Firmware of the first 64-bit PCs wants to know which mode comes (quirk 80); most do not know the
 * call, and nothing follows from the answer. */
static void announce_long_mode(void)
{
    struct bios_registers registers = {.eax = BIOS_SYSTEM_TARGET_MODE,
                                       .ebx = BIOS_SYSTEM_TARGET_LONG};
    bios_call(BIOS_SYSTEM, &registers);
    trace_step(STEP_TARGET);
    print_step("target", "INT 15h AX=EC00h: the firmware %s",
               registers.eflags & EFLAGS_CF ? "does not know the call" : "expects long mode");
}

void real_main(uint32_t boot_drive)
{
    trace_step(STEP_STAGE2);
    start_console();
    check_cpu();
    open_a20();
    ask_memory();

    struct disk disk;
    find_disk(&disk, (uint8_t)boot_drive);
    bring_kernel(&disk);
    announce_long_mode();
}
