; start.asm: the kernel's first instructions.
;
; Comes from stage2's long_mode.asm; the state of the machine is the one that common/boot_info.h
; promises. Hands over to kernel_main (main.c).
;
; In:   RDI = boot_info, RSP = VIRT_KERNEL_STACK_END - 8, DF=0, IF=0, paging and long mode on
; Out:  never returns

global _start
extern kernel_main

bits 64
section .text.start exec                ; else NASM writes no line numbers for it

; RSP goes along as it was. It is 8 below a multiple of 16, as the ABI wants it behind a call; the
; push makes room for the call's own 8 bytes. [SysV ABI 3.2.2]
_start:
        mov     rsi, rsp                ; void kernel_main(const struct boot_info *, uint64_t rsp)
        push    rbp
        call    kernel_main
.stop:
        cli                             ; kernel_main does not return; if it did, this is harmless
        hlt
        jmp     .stop
