; try.asm: the way into an action that faults, and the way out.

global try_enter
global try_leave

bits 64
section .text

; Calls action(argument); comes back when it returns, or when somebody sends RIP to try_leave.
;
; C:    void try_enter(void (*action)(uint64_t), uint64_t argument)
try_enter:
        push    rbp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        sub     rsp, 8                  ; 16-aligned at the call
        mov     [rel try_stack], rsp
        mov     rax, rdi
        mov     rdi, rsi
        call    rax
try_leave:
        mov     rsp, [rel try_stack]
        add     rsp, 8
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        ret

section .bss
alignb 8
try_stack:      resq 1
