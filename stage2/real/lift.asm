; lift.asm: copies a chunk to any address below 4 GiB: protected mode, copy, and back.
;
; The one place where the chain leaves real mode before the climb. There is no "unreal" mode whose
; big segment limits would have to survive the next BIOS call (quirk 75): the limits are loaded
; anew for each chunk, with interrupts off, so no BIOS can undo them.
;
; Called by load.c. Uses the descriptor tables of descriptors.asm.

%include "constants.inc"
%include "descriptors.inc"

global lift
extern gdt_pointer
extern gdt_tss
extern idt_protected_pointer
extern real_idt

; void lift(uint32_t to, uint32_t from, uint32_t bytes)
;
;                 before           while copying                  after
;       CS        0, real          SELECTOR_CODE16, protected     0, real
;       DS, ES    0, 64 KiB        SELECTOR_DATA32, 4 GiB         0, 64 KiB
;       SS        0, 64 KiB        as before, nothing is pushed   0, 64 KiB
;       CR0.PE    0                1                              0
;       TR        as before        SELECTOR_TSS                   stays, and means nothing
;       IF        1                0                              1
;       NMI       on               off                            on
;       IDTR      vector table     32-bit exception gates         vector table
;       A20       open, verified: the caller has seen to it
;
; In:       [esp+4] to, [esp+8] from, [esp+12] bytes, a multiple of 4
; Clobbers: EAX ECX EDX
; Fails:    an exception meanwhile prints its report and halts
bits 16
section .text
lift:
        push    esi
        push    edi
        mov     edi, [esp + 12]
        mov     esi, [esp + 16]
        mov     ecx, [esp + 20]
        shr     ecx, 2

        cli
        nmi     CMOS_NMI_OFF
        lgdt    [gdt_pointer]
        lidt    [idt_protected_pointer]
        mov     eax, cr0
        or      al, CR0_PE
        mov     cr0, eax
        jmp     SELECTOR_CODE16:.protected
.protected:
        mov     ax, SELECTOR_DATA32
        mov     ds, ax
        mov     es, ax
        load_task_register
        a32 rep movsd

; Real mode keeps the limit that protected mode leaves behind, so it must be 64 KiB again.
        mov     ax, SELECTOR_DATA16
        mov     ds, ax
        mov     es, ax
        mov     eax, cr0
        and     al, ~CR0_PE & 0xff
        mov     cr0, eax
        jmp     0:.real
.real:
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        lidt    [real_idt]
        nmi     CMOS_NMI_ON
        sti
        pop     edi
        pop     esi
        o32 ret
