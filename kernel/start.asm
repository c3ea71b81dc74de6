; start.asm: the kernel's header and its first instructions.
;
; Comes from stage2's long_mode.asm; the state of the machine is the one that common/boot_info.h
; promises. Hands over to kernel_main (main.c).
;
; In:   RDI = boot_info, RSP = VIRT_KERNEL_STACK_END - 8, DF=0, IF=0, paging and long mode on
; Out:  never returns

%include "constants.inc"

global _start
global kernel_header
extern kernel_main
extern kernel_memory_bytes
extern kernel_text_offset
extern kernel_data_offset
extern kernel_bss_offset

; struct kernel_header of common/image.h; kernel.ld puts it first and counts the offsets.
section .header
kernel_header:
        dd      KERNEL_MAGIC
        dd      0                       ; build_id: mkimage
        dd      0                       ; file_bytes: mkimage
        dd      kernel_memory_bytes
        dq      _start
        dd      kernel_text_offset
        dd      kernel_data_offset
        dd      kernel_bss_offset
        dd      BOOT_INFO_VERSION

%if ($ - kernel_header) != KERNEL_HEADER_SIZE
%error "the kernel's header is not the one of common/image.h"
%endif

bits 64
section .text.start exec                ; else NASM writes no line numbers for it

; RSP goes along as it was. It is 8 below a multiple of 16, as the ABI wants it behind a call; the
; push makes room for the call's own 8 bytes. RBP = 0 ends the chain of frames. [SysV ABI 3.2.2,
; 3.4.1]
_start:
        mov     rsi, rsp                ; void kernel_main(const struct boot_info *, uint64_t rsp)
        xor     ebp, ebp
        push    rbp
        call    kernel_main
.stop:
        cli                             ; kernel_main does not return; if it did, this is harmless
        hlt
        jmp     .stop
