; traps.asm: registers full of patterns, an interruption, and a look at what is left of them.

global registers_through_breakpoint
global registers_through_interrupt
global breakpoint_with_direction

%define PATTERN(n) (0x1111111111111111 * (n) + 0x0f1e2d3c4b5a6978)
FLAGS   equ 0x8d5                       ; OF SF ZF AF PF CF, and bit 1 is always set
FLAG_IF equ 1 << 9

bits 64
section .text

; %1: the registers in the order of their patterns; RSP has its own
%define REGISTERS rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15

%macro fill 1-*
%assign n 1
%rep %0
        mov     %1, PATTERN(n)
%rotate 1
%assign n n + 1
%endrep
%endmacro

; Adds up in RAX (saved first) how many registers differ, with RSP compared against the top.
%macro compare 1-*
        pushfq
%assign n 1
%rep %0
        push    rax
        push    rbx
        mov     rbx, PATTERN(n)
%ifidn %1, rax
        cmp     [rsp + 8], rbx
%elifidn %1, rbx
        cmp     [rsp], rbx
%else
        cmp     %1, rbx
%endif
        pop     rbx
        pop     rax
        jne     .differs
%rotate 1
%assign n n + 1
%endrep
        pop     rax
        and     eax, FLAGS
        cmp     eax, FLAGS
        jne     .differs_popped
%endmacro

%macro save_all 0
        push    rbp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        mov     [rel stack], rsp
%endmacro

; C: bool NAME(void): true if all 15 registers, RSP and the flags are what they were
%macro survives 2+
%1:
        save_all
        mov     rax, FLAGS | FLAG_IF
        push    rax
        fill    REGISTERS
        popfq
        %2
        compare REGISTERS
        cmp     rsp, [rel stack]
        jne     .differs_popped
        mov     eax, 1
        jmp     .end
.differs:
.differs_popped:
        xor     eax, eax
.end:
        mov     rsp, [rel stack]
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        ret
%endmacro

survives registers_through_breakpoint, int3

; HLT ends with an interrupt; the timer's comes within a millisecond.
survives registers_through_interrupt, hlt

; C: void breakpoint_with_direction(void): INT3 while DF is set
breakpoint_with_direction:
        std
        int3
        cld
        ret

section .bss
alignb 8
stack:  resq 1
