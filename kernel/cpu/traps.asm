; traps.asm: the entry stubs of all 256 vectors, and the way back.
;
; Reached through the gates of idt.c; calls the handler that trap.c knows. The CPU has aligned the
; stack to 16 before it pushed [SDM3 6.14.2]; 22 slots later it is aligned again, as the call wants.
;
;       higher addresses    SS
;                           RSP
;                           RFLAGS
;                           CS
;                           RIP
;                           error code          0 where the CPU pushes none
;                           vector
;       lower addresses     RAX RBX RCX RDX RSI RDI RBP R8 ... R15      <- RDI: struct trap_frame

%include "constants.inc"
%include "exception.inc"

extern trap_handlers
extern crash_panic
global trap_stubs
global trap_return
global crash_with_registers

bits 64
section .text

; Every stub has the same length, so that idt.c finds stub n at trap_stubs + n * TRAP_STUB_BYTES.
        align   TRAP_STUB_BYTES
trap_stubs:
%assign vector 0
%rep TRAP_VECTORS
%if !HAS_ERROR_CODE(vector)
        push    0
%endif
        push    vector
        jmp     trap
        align   TRAP_STUB_BYTES
%assign vector vector + 1
%endrep
%if ($ - trap_stubs) != TRAP_VECTORS * TRAP_STUB_BYTES
%error "a stub is longer than TRAP_STUB_BYTES"
%endif

; In:   the stack as drawn, down to the vector
; Out:  goes on where it was interrupted, with all registers as the handler left them in the frame
; Calls void handler(struct trap_frame *frame, uint64_t error_code)
trap:
        push_registers
        cld                             ; the ABI promises it, interrupted code may have set it
        mov     rdi, rsp
        mov     rsi, [rsp + TRAP_FRAME_ERROR_CODE]
        mov     eax, [rsp + TRAP_FRAME_VECTOR]
        call    [trap_handlers + rax * 8]
trap_return:                            ; backtraces know a trap by this return address
        pop_registers
        add     rsp, 2 * 8              ; vector and error code
        iretq

; Calls crash_panic with a frame as if an interrupt had struck where this was called.
;
; C:    _Noreturn void crash_with_registers(void)
; In:   called like any function; RAX is lost
crash_with_registers:
        mov     rax, rsp
        push    0                       ; SS, null in ring 0
        add     rax, 8
        push    rax                     ; RSP behind the call
        pushfq
        mov     eax, cs
        push    rax
        mov     rax, [rsp + 4 * 8]
        push    rax                     ; RIP: the return address
        push    0
        push    TRAP_VECTORS            ; no vector at all
        push_registers
        cld
        mov     rdi, rsp
        and     rsp, -16
        call    crash_panic
