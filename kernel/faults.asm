; faults.asm: exceptions that C has no way to raise, since the kernel uses no such register.
;
; Called through the table of faults.c. The only code of the kernel that names registers of the FPU
; and of SSE: it is there to show what happens then. [SDM1 8.7, 11.5.2]

global fault_raise_sse
global fault_raise_mf
global fault_raise_xm

%include "constants.inc"

X87_UNMASK_ZERO_DIVIDE  equ 37bh        ; the control word after FNINIT, 37Fh, without ZM
MXCSR_UNMASK_ZERO_DIVIDE equ 1d80h      ; MXCSR after reset, 1F80h, without ZM

bits 64
section .text

; Row 05-11: CR4.OSFXSR is clear, so no instruction of SSE exists.
fault_raise_sse:
        xorps   xmm0, xmm0
        ret

; CR0.NE is set, so the error comes as #MF, at the next instruction that waits for the FPU.
fault_raise_mf:
        fninit
        fldcw   [rel x87_control]
        fld1
        fldz
        fdivp
        fwait
        ret

fault_raise_xm:
        mov     rax, cr4
        or      eax, CR4_OSFXSR | CR4_OSXMMEXCPT
        mov     cr4, rax
        ldmxcsr [rel mxcsr]
        movss   xmm0, [rel one]
        xorps   xmm1, xmm1
        divss   xmm0, xmm1
        ret

section .rodata
        align   4
one:            dd 1.0
mxcsr:          dd MXCSR_UNMASK_ZERO_DIVIDE
x87_control:    dw X87_UNMASK_ZERO_DIVIDE
