; faults.asm: catches exceptions in protected and in long mode before the kernel has handlers.
;
; Reached through the gates of descriptors.asm, whose IDTs are loaded from the first switch on; ends
; in fault_report (protected/fault.c), which prints and halts. [SDM3 6.12, 6.14]
;
; Both kinds of stub build the same picture, struct fault_frame of protected/fault.h: 64-bit slots,
; whatever the mode. A fault in long mode is reported by 32-bit code too: a far return into
; SELECTOR_CODE32 leads to compatibility mode, where the identity map shows the same addresses.

%include "layout.inc"
%include "constants.inc"
%include "exception.inc"
%include "descriptors.inc"

extern fault_report

section .text

; --- protected mode -------------------------------------------------------------------------------

bits 32

%assign vector 0
%rep EXCEPTIONS
global fault_protected_ %+ vector
fault_protected_ %+ vector:
%if !HAS_ERROR_CODE(vector)
        push    0
%endif
        push    vector
        jmp     fault_protected
%assign vector vector + 1
%endrep

%macro push_wide 1                      ; a 32-bit value into a 64-bit slot
        push    0
        push    %1
%endmacro

; On the stack: vector, error code, EIP, CS, EFLAGS, and below them the stack of the code that
; faulted. PUSHAD keeps the registers while the picture is built under it.
fault_protected:
        cli
        pushad
        mov     ebp, esp                ; EDI ESI EBP ESP EBX EDX ECX EAX, vector, error, ...
        mov     eax, ss
        push_wide eax
        lea     eax, [ebp + 52]         ; ESP as it was before the exception
        push_wide eax
        push_wide dword [ebp + 48]      ; EFLAGS
        push_wide dword [ebp + 44]      ; CS
        push_wide dword [ebp + 40]      ; EIP
        push_wide dword [ebp + 36]      ; error code
        push_wide dword [ebp + 32]      ; vector
        push_wide dword [ebp + 28]      ; EAX
        push_wide dword [ebp + 16]      ; EBX
        push_wide dword [ebp + 24]      ; ECX
        push_wide dword [ebp + 20]      ; EDX
        push_wide dword [ebp + 4]       ; ESI
        push_wide dword [ebp + 0]       ; EDI
        push_wide dword [ebp + 8]       ; EBP
        sub     esp, 8 * 8              ; R8 to R15, which this mode has not
        mov     eax, cr2
        push_wide eax
        push_wide 0                     ; not in long mode

; The stack may be any, the lift's 16-bit one too, or be broken: the picture is copied away from it.
        mov     cx, SELECTOR_DATA32
        mov     ds, cx
        mov     es, cx
        cld
        mov     esi, esp
        mov     edi, fault_picture
        mov     ecx, FAULT_FRAME_SLOTS * 2
        rep movsd
        mov     cx, SELECTOR_DATA32
        mov     ss, cx

; In:   fault_picture; 32-bit or compatibility mode, flat segments
fault_call:
        mov     esp, RAM_PROTECTED_STACK_END
        push    fault_picture
        call    fault_report            ; never returns

; --- long mode ------------------------------------------------------------------------------------

bits 64

%assign vector 0
%rep EXCEPTIONS
global fault_long_ %+ vector
fault_long_ %+ vector:
%if !HAS_ERROR_CODE(vector)
        push    0
%endif
        push    vector
        jmp     fault_long
%assign vector vector + 1
%endrep

; On the stack: vector, error code, RIP, CS, RFLAGS, RSP, SS, as the picture wants them. The stack
; may be the kernel's, out of reach for 32-bit code, so the picture is copied to protected_bss.
fault_long:
        cli
        push_registers
        mov     rax, cr2
        push    rax
        push    1                       ; long mode
        cld
        mov     rsi, rsp
        mov     edi, fault_picture
        mov     ecx, FAULT_FRAME_SLOTS
        rep movsq

        mov     ax, SELECTOR_DATA32
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esp, RAM_PROTECTED_STACK_END
        push    SELECTOR_CODE32
        push    fault_call
        retfq

section .bss
alignb 8
FAULT_FRAME_SLOTS       equ 24          ; struct fault_frame, in 64-bit slots
fault_picture:  resq FAULT_FRAME_SLOTS
