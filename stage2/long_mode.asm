; long_mode.asm: from protected mode to long mode, and the jump to the kernel.
;
; Comes from climb.asm with the tables built; hands over to the kernel's _start (kernel/start.asm).
; The order is the manual's. [SDM3 9.8.5]
;
;                 protected mode, before      long mode, at the kernel's entry
;       CS        SELECTOR_CODE32             SELECTOR_CODE64
;       SS, DS    SELECTOR_DATA32             null; 64-bit mode does not use them
;       IF        0                           0
;       A20       open                        open
;       CR0.PG    0                           1, and WP
;       CR4.PAE   0                           1
;       EFER      0                           LME, LMA, and NXE where the CPU has NX
;       CR3       anything                    the level-4 table
;       IDTR      32-bit gates                64-bit gates (faults.asm), until the kernel's own
;       stack     protected_stack             the kernel's, a zero return address on top

%include "layout.inc"
%include "constants.inc"
%include "descriptors.inc"

global long_enter
extern idt_long_pointer
extern stage2_facts

bits 32
section .text

; In:   EAX = struct climb, paging off, interrupts off
; Out:  never returns
long_enter:
        mov     esi, eax

; 1. PAE paging first: long mode's tables have its format. Nothing else may be on: a BIOS or a
;    loader before us may have left PGE, or LA57, with which these tables would be read wrongly.
        mov     eax, CR4_PAE
        mov     cr4, eax

; 2. The level-4 table, which lies below 4 GiB so that 32-bit code can load it.
        mov     eax, [esi + CLIMB_PAGE_TABLES_PHYS]
        mov     cr3, eax

; 3. Long mode is enabled here and becomes active with paging. NXE only where the CPU has it: the
;    write would fault otherwise.
        mov     ecx, MSR_EFER
        rdmsr
        or      eax, EFER_LME
        cmp     dword [esi + CLIMB_NX_PRESENT], 0
        je      .no_nx
        or      eax, EFER_NXE
.no_nx:
        wrmsr

; 4. Paging, with write protection for ring 0 too, or read-only pages would mean nothing. From the
;    next instruction on this runs in the identity map, in compatibility mode.
        mov     eax, cr0
        or      eax, CR0_PG | CR0_WP
        lidt    [idt_long_pointer]
        mov     cr0, eax
        jmp     SELECTOR_CODE64:.long

bits 64
.long:
        xor     eax, eax
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     esi, esi                ; upper halves are undefined after the switch [SDM1 3.4.1.1]

; The trace's last record: this step, written where boot_info lies.
        mov     edi, [rsi + CLIMB_TRACE_RECORD_PHYS]
        mov     dword [stage2_facts + FACTS_LAST_STEP], STEP_LONG
        mov     dword [rdi + BOOT_TRACE_RECORD_STEP], STEP_LONG
        rdtsc
        mov     [rdi + BOOT_TRACE_RECORD_TSC], eax
        mov     [rdi + BOOT_TRACE_RECORD_TSC + 4], edx
        mov     rax, cr0
        mov     [rdi + BOOT_TRACE_RECORD_CR0], eax
        mov     rax, cr3
        mov     [rdi + BOOT_TRACE_RECORD_CR3], rax
        mov     rax, cr4
        mov     [rdi + BOOT_TRACE_RECORD_CR4], eax
        mov     ecx, MSR_EFER
        rdmsr
        mov     [rdi + BOOT_TRACE_RECORD_EFER], eax
        pushfq
        pop     rax
        mov     [rdi + BOOT_TRACE_RECORD_EFLAGS], eax
        mov     word [rdi + BOOT_TRACE_RECORD_CS], cs
        mov     word [rdi + BOOT_TRACE_RECORD_A20], 1

; A return from the kernel would go to address 0, which is not mapped: it faults and says so.
        mov     rsp, VIRT_KERNEL_STACK_END
        push    0
        xor     ebp, ebp
        mov     rdi, VIRT_BOOT_INFO_START
        jmp     [rsi + CLIMB_KERNEL_ENTRY]
