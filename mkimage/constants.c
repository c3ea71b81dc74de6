/*
 * constants.c: what NASM has to know of the C headers, as a list.
 *
 * The compiler computes every offset and value, so assembly cannot disagree with C; a structure
 * with another layout in 32-bit code would, and the headers assert that there is none. Goes to
 * build/gen/constants.inc. A field becomes <STRUCT>_<FIELD>, its offset in bytes; a structure's
 * length <STRUCT>_SIZE.
 */
#include "common/boot_info.h"
#include "common/exception.h"
#include "common/image.h"
#include "common/pc/i8259.h"
#include "common/pc/uart.h"
#include "common/x86/registers.h"
#include "kernel/cpu/trap.h"
#include "mkimage/emit.h"
#include "stage2/facts.h"
#include "stage2/protected/climb.h"
#include "stage2/real/doors.h"

/* One line of the file that NASM includes. */
struct item {
    const char *structure; /* null for a plain value */
    const char *name;
    uint64_t value;
};

#define VALUE(name)                                                                                \
    {                                                                                              \
        NULL, #name, (uint64_t)(name)                                                              \
    }
#define SIZE(type)                                                                                 \
    {                                                                                              \
#type, "size", sizeof(struct type)                                                         \
    }
#define FIELD(type, field)                                                                         \
    {                                                                                              \
#type, #field, offsetof(struct type, field)                                                \
    }
/* Where <STRUCT>_<FIELD> is the name of the value that the field has to hold. */
#define FIELD_AS(type, field, name)                                                                \
    {                                                                                              \
#type, name, offsetof(struct type, field)                                                  \
    }
#define STEP(name, text) VALUE(STEP_##name),

static const struct item items[] = {
    BOOT_STEPS(STEP)

    /* The image: where its parts lie, and by what they are known. */
    VALUE(SECTOR_BYTES),
    VALUE(STAGE1_CODE_BYTES),
    VALUE(STAGE1_BPB_START),
    VALUE(STAGE1_BPB_END),
    VALUE(STAGE1_EXPECTED_OFFSET),
    VALUE(STAGE1_HEADER_OFFSET),
    VALUE(MBR_SIGNATURE_OFFSET),
    VALUE(MBR_TABLE_OFFSET),
    VALUE(MBR_MAGIC_OFFSET),
    VALUE(STAGE2_MAGIC),
    VALUE(KERNEL_MAGIC),

    VALUE(FIRST_MIB),
    VALUE(EXCEPTIONS),
    VALUE(EFLAGS_CF),
    VALUE(EFLAGS_IF),
    VALUE(CR0_PE),
    VALUE(CR0_ET),
    VALUE(CR0_NE),
    VALUE(CR0_WP),
    VALUE(CR0_PG),
    VALUE(CR4_PAE),
    VALUE(CR4_OSFXSR),
    VALUE(CR4_OSXMMEXCPT),
    VALUE(MSR_EFER),
    VALUE(EFER_LME),
    VALUE(EFER_NXE),

    VALUE(PIC_PRIMARY_DATA),
    VALUE(PIC_SECONDARY_DATA),
    VALUE(PIC_ALL_LINES),

    VALUE(UART_COM1),
    VALUE(UART_THR),
    VALUE(UART_DLL),
    VALUE(UART_LCR),
    VALUE(UART_LCR_8N1),
    VALUE(UART_LCR_DLAB),
    VALUE(UART_FCR_ENABLE),
    VALUE(UART_FCR_CLEAR_RX),
    VALUE(UART_DIVISOR_115200),

    /* The headers that mkimage fills in: stage1 and entry.asm lay out theirs as data. */
    SIZE(stage1_header),
    FIELD(stage1_header, build_id),
    FIELD(stage1_header, stage2_sectors),

    SIZE(stage2_header),
    FIELD(stage2_header, magic),
    FIELD(stage2_header, build_id),
    FIELD(stage2_header, file_bytes),
    FIELD(stage2_header, sum),
    FIELD(stage2_header, kernel_lba),
    FIELD(stage2_header, kernel_file_bytes),
    FIELD(stage2_header, kernel_memory_bytes),
    FIELD(stage2_header, kernel_crc32c),

    SIZE(kernel_header),
    FIELD(kernel_header, magic),
    FIELD(kernel_header, build_id),
    FIELD(kernel_header, file_bytes),
    FIELD(kernel_header, memory_bytes),
    FIELD(kernel_header, entry),
    FIELD(kernel_header, text_offset),
    FIELD(kernel_header, data_offset),
    FIELD(kernel_header, bss_offset),
    FIELD(kernel_header, version),

    /* The hand-over. Assembly writes the last record of its trace. */
    VALUE(BOOT_INFO_MAGIC),
    VALUE(BOOT_INFO_VERSION),
    VALUE(BOOT_RAW_CAPACITY),
    VALUE(BOOT_CLEAN_CAPACITY),
    VALUE(BOOT_TRACE_CAPACITY),
    SIZE(boot_info),
    FIELD_AS(boot_info, magic, "magic_offset"),
    FIELD_AS(boot_info, version, "version_offset"),
    FIELD(boot_info, size_bytes),
    FIELD(boot_info, crc32c),
    FIELD(boot_info, build_id),
    FIELD(boot_info, boot_drive),
    FIELD(boot_info, disk_method),
    FIELD(boot_info, a20_method),
    FIELD(boot_info, memory_method),
    FIELD(boot_info, edd_version),
    FIELD(boot_info, kernel_phys),
    FIELD(boot_info, kernel_memory_bytes),
    FIELD(boot_info, stacks_phys),
    FIELD(boot_info, page_tables_phys),
    FIELD(boot_info, raw_count),
    FIELD(boot_info, clean_count),
    FIELD(boot_info, trace_count),
    FIELD(boot_info, raw),
    FIELD(boot_info, clean),
    FIELD(boot_info, trace),

    SIZE(boot_trace_record),
    FIELD(boot_trace_record, tsc),
    FIELD(boot_trace_record, cr3),
    FIELD(boot_trace_record, step),
    FIELD(boot_trace_record, cr0),
    FIELD(boot_trace_record, cr4),
    FIELD(boot_trace_record, efer),
    FIELD(boot_trace_record, eflags),
    FIELD(boot_trace_record, cs),
    FIELD(boot_trace_record, a20),

    /* The kernel's picture of an interrupted program. */
    VALUE(TRAP_VECTORS),
    VALUE(TRAP_STUB_BYTES),
    FIELD(trap_frame, vector),
    FIELD(trap_frame, error_code),

    /* What the two halves of stage2 tell each other, and the doors between C and assembly. */
    SIZE(facts),
    FIELD(facts, boot_drive),
    FIELD(facts, nx_present),
    FIELD(facts, sse42_present),
    FIELD(facts, kernel_phys),
    FIELD(facts, page_tables_phys),
    FIELD(facts, cursor),
    FIELD(facts, trace_count),
    FIELD(facts, last_step),
    FIELD(facts, trace),

    SIZE(climb),
    FIELD(climb, kernel_entry),
    FIELD(climb, page_tables_phys),
    FIELD(climb, nx_present),
    FIELD(climb, trace_record_phys),

    SIZE(bios_registers),
    FIELD(bios_registers, edi),
    FIELD(bios_registers, esi),
    FIELD(bios_registers, ebp),
    FIELD(bios_registers, ebx),
    FIELD(bios_registers, edx),
    FIELD(bios_registers, ecx),
    FIELD(bios_registers, eax),
    FIELD(bios_registers, es),
    FIELD(bios_registers, ds),
    FIELD(bios_registers, eflags),
};

/* No number of the layout is among them, but it is one of the files that a layout makes. */
void emit_constants(const struct layout *layout, FILE *out)
{
    (void)layout;
    fprintf(out, "; generated from the C headers by mkimage; do not edit\n");
    fprintf(out, "%%ifndef CONSTANTS_INC\n%%define CONSTANTS_INC\n");
    for (size_t index = 0; index < ARRAY_LENGTH(items); index++) {
        const struct item *item = &items[index];
        fprintf(out, "%%define ");
        if (item->structure != NULL) {
            emit_upper(item->structure, out);
            fputc('_', out);
        }
        emit_upper(item->name, out);
        fprintf(out, " 0x%llx\n", (unsigned long long)item->value);
    }
    fprintf(out, "%%endif\n");
}
