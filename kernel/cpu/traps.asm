; traps.asm: the entry stubs of the 32 exceptions.
;
; Reached through the gates of idt.c; call exception_report (exception_report.c), which never
; returns. [SDM3 6.14.2]: the CPU has aligned the stack to 16 before it pushed.
;
;       higher addresses    SS
;                           RSP
;                           RFLAGS
;                           CS
;                           RIP
;                           error code          0 where the CPU pushes none
;                           vector
;                           RAX RBX RCX RDX RSI RDI RBP R8 ... R15
;       lower addresses     CR2                 <- RDI: struct trap_frame

%include "constants.inc"
%include "exception.inc"

extern exception_report
global trap_stubs

bits 64
section .text

%assign vector 0
%rep EXCEPTIONS
trap_ %+ vector:
%if !HAS_ERROR_CODE(vector)
        push    0
%endif
        push    vector
        jmp     trap
%assign vector vector + 1
%endrep

; In:   the stack as drawn, up to the vector
; Out:  never returns
trap:
        push_registers
        cld
        mov     rdi, rsp
        xor     ebp, ebp                ; the end of any chain of frames
        and     rsp, -16                ; 23 slots are an odd number
        call    exception_report

section .rodata
        align   8
trap_stubs:
%assign vector 0
%rep EXCEPTIONS
        dq      trap_ %+ vector
%assign vector vector + 1
%endrep
