; user_mode.asm: programs of ring 3, and the way there.
;
; All end in UD2 where nothing else ends them: the frame then tells their registers. They are copied
; to a page of their own, so they reach nothing by address but what RDI and RSI tell them.

global user_enter
global user_programs
global user_programs_end
global user_cli
global user_int3
global user_system_call
global user_read
global user_write
global user_jump
global user_sgdt
global user_spin
global user_return

ANSWER          equ 42
SPINS           equ 30000000
SYSTEM_CALL     equ 80h

bits 64
section .text

; Leaves for ring 3 as an interrupt handler would return there; comes back by an exception alone.
;
; C:    void user_enter(uint64_t start)
; In:   RDI = struct user_start: SS, RSP, RFLAGS, CS, RIP, RDI, RSI
user_enter:
        mov     rax, rdi
        push    qword [rax]
        push    qword [rax + 8]
        push    qword [rax + 16]
        push    qword [rax + 24]
        push    qword [rax + 32]
        mov     rdi, [rax + 40]
        mov     rsi, [rax + 48]
        iretq

section .rodata
user_programs:
user_cli:
        cli
        ud2
user_int3:
        int3
        mov     eax, ANSWER
        ud2
user_system_call:
        int     SYSTEM_CALL
        ud2
user_read:
        mov     eax, [rdi]
        ud2
user_write:
        mov     [rdi], eax
        ud2
user_jump:
        jmp     rdi
user_sgdt:
        sgdt    [rsp - 16]
        ud2
user_spin:
        mov     ecx, SPINS
.again:
        dec     ecx
        jnz     .again
        ud2
user_return:                            ; called by the kernel, where it may
        ret
user_programs_end:
