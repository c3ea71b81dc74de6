; climb.asm: the one-way road from real mode to protected mode, and on to the 32-bit C half.
;
; Comes from entry.asm when every question to the BIOS has been asked; hands over to
; protected_main (protected/main.c) and, when that returns, to long_mode.asm. [SDM3 9.9.1]
;
;                 real mode, before       protected mode, after
;       CS        0                       SELECTOR_CODE32, 4 GiB
;       SS, DS    0, 64 KiB               SELECTOR_DATA32, 4 GiB
;       IF        1                       0, for good: the kernel decides
;       NMI       on                      off, at port 70h
;       PICs      as the BIOS left them   every line masked
;       A20       open, verified          open
;       CR0       as the BIOS left it     PE, ET, NE alone: caches on
;       CR0.PG    0                       0
;       CR4.PAE   0                       0
;       EFER      0                       0
;       IDTR      vector table            32-bit exception gates (faults.asm)
;       TR        anything                SELECTOR_TSS
;       stack     real_stack              protected_stack

%include "layout.inc"
%include "constants.inc"
%include "descriptors.inc"

global protected_enter
extern protected_main
extern long_enter
extern gdt_pointer
extern gdt_tss
extern idt_protected_pointer

bits 16
section .text

; In:   real mode, all of stage2's facts gathered
; Out:  never returns
protected_enter:
        cli                             ; right before PE: a BIOS may have set IF (quirk 69)
        nmi     CMOS_NMI_OFF

; Until the kernel remaps them the PICs would deliver IRQ 0 to 7 as exceptions 8 to 15 (quirk 78).
        mov     al, PIC_ALL_LINES
        out     PIC_SECONDARY_DATA, al
        out     PIC_PRIMARY_DATA, al

; A BIOS may have left tables of its own (quirk 74), so they are loaded here and not before.
        lgdt    [gdt_pointer]
        lidt    [idt_protected_pointer]

; A whole value, not a bit set in whatever was there: some firmware leaves the caches off, as reset
; does.
        mov     eax, CR0_PE | CR0_ET | CR0_NE
        mov     cr0, eax
        jmp     dword SELECTOR_CODE32:.protected

bits 32
.protected:
        mov     ax, SELECTOR_DATA32
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     esp, RAM_PROTECTED_STACK_END
        load_task_register
        cld
        call    protected_main          ; returns the struct climb, in EAX
        jmp     long_enter
