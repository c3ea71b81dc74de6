; descriptors.asm: the descriptor tables of the climb: one GDT for all three modes, and the two IDTs
; whose gates lead to the exception report (faults.asm).
;
; [SDM3 3.4.5, 3.5.1, 6.11, 6.14.1, 7.2.2] Static and aligned (quirk 73): nothing is patched at
; run time but the busy bit of the TSS, which is the CPU's own.
; All of stage2 lies below 64 KiB, so the upper parts of every gate's offset are zero, and the
; linker can fill in the lowest 16 bits.

%include "constants.inc"
%include "descriptors.inc"

global gdt_pointer
global gdt_tss
global idt_protected_pointer
global idt_long_pointer

; A segment descriptor's access byte and flags, named as the manual names them.
SEGMENT_PRESENT         equ 1 << 7
SEGMENT_CODE_OR_DATA    equ 1 << 4      ; S: not a system segment
SEGMENT_EXECUTABLE      equ 1 << 3
SEGMENT_READ_WRITE      equ 1 << 1      ; readable code, writable data
SEGMENT_ACCESSED        equ 1 << 0      ; set, so that the CPU never writes to the table

FLAG_PAGES              equ 1 << 7      ; G: the limit counts 4 KiB pages
FLAG_32_BIT             equ 1 << 6      ; D/B
FLAG_LONG               equ 1 << 5      ; L: 64-bit code

CODE                    equ SEGMENT_PRESENT | SEGMENT_CODE_OR_DATA | SEGMENT_EXECUTABLE | \
                            SEGMENT_READ_WRITE | SEGMENT_ACCESSED
DATA                    equ SEGMENT_PRESENT | SEGMENT_CODE_OR_DATA | SEGMENT_READ_WRITE | \
                            SEGMENT_ACCESSED

;        63      56 55   52 51    48 47     40 39      32 31             16 15              0
;       +----------+-------+--------+---------+----------+-----------------+----------------+
;       | base     | flags | limit  | access  | base     | base            | limit          |
;       | 31..24   |       | 19..16 |         | 23..16   | 15..0           | 15..0          |
;       +----------+-------+--------+---------+----------+-----------------+----------------+
%macro descriptor 3                     ; limit, access, flags; the base is always 0
        dw      (%1) & 0xffff
        dw      0
        db      0
        db      %2
        db      (%3) | (((%1) >> 16) & 0xf)
        db      0
%endmacro

LIMIT_4_GIB             equ 0xfffff     ; in pages
LIMIT_64_KIB            equ 0xffff      ; in bytes
LIMIT_TSS               equ 104 - 1
TSS_32                  equ 0x9         ; a system segment: a 32-bit TSS, not busy

GATE_PRESENT            equ 1 << 15
GATE_INTERRUPT          equ 0xe << 8    ; 32-bit gate in protected, 64-bit gate in long mode

section .data align=16

        align   16
gdt:
        dq      0
        descriptor LIMIT_4_GIB, CODE, FLAG_PAGES | FLAG_32_BIT          ; SELECTOR_CODE32
        descriptor LIMIT_4_GIB, DATA, FLAG_PAGES | FLAG_32_BIT          ; SELECTOR_DATA32
        descriptor LIMIT_64_KIB, CODE, 0                                ; SELECTOR_CODE16
        descriptor LIMIT_64_KIB, DATA, 0                                ; SELECTOR_DATA16
        descriptor LIMIT_4_GIB, CODE, FLAG_PAGES | FLAG_LONG            ; SELECTOR_CODE64
; Intel's first virtualisation wants a valid task register to run real mode in (quirk 76). The TSS
; is never read, since there is no other ring and no task switch: any 104 bytes will do.
gdt_tss:
        descriptor LIMIT_TSS, SEGMENT_PRESENT | TSS_32, 0               ; SELECTOR_TSS
gdt_end:

; The CPU reads a limit of 16 bits and a base of 32, in long mode of 64 bits.
gdt_pointer:
        dw      gdt_end - gdt - 1
        dd      gdt
        dd      0

        align   16
idt_protected:
%assign vector 0
%rep EXCEPTIONS
        extern  fault_protected_ %+ vector
        dw      fault_protected_ %+ vector
        dw      SELECTOR_CODE32
        dw      GATE_PRESENT | GATE_INTERRUPT
        dw      0
%assign vector vector + 1
%endrep
idt_protected_end:

idt_protected_pointer:
        dw      idt_protected_end - idt_protected - 1
        dd      idt_protected

        align   16
idt_long:
%assign vector 0
%rep EXCEPTIONS
        extern  fault_long_ %+ vector
        dw      fault_long_ %+ vector
        dw      SELECTOR_CODE64
        dw      GATE_PRESENT | GATE_INTERRUPT
        dw      0
        dd      0
        dd      0
%assign vector vector + 1
%endrep
idt_long_end:

idt_long_pointer:
        dw      idt_long_end - idt_long - 1
        dd      idt_long
        dd      0
