; entry.asm: stage2's header and its first instructions.
;
; Comes from stage1, which has read and checked this file; calls real_main (16-bit C), then falls
; into the climb (climb.asm).
;
; In:   CS=DS=ES=SS=0, SP=RAM_REAL_STACK_END, DL=boot drive, IF=1, DF=0; the rest is unknown
; Out:  never returns

%include "layout.inc"
%include "constants.inc"

global stage2_header
global real_stack_canary_check
extern real_main
extern real_bss_start
extern real_bss_dwords
extern protected_bss_dwords
extern protected_enter
extern canary_die

STACK_CANARY            equ 0x5ac3b1d7  ; any value that a BIOS is unlikely to store

bits 16
section .header exec                    ; else NASM writes no line numbers for it

; struct stage2_header of common/image.h; mkimage fills what only the finished build knows.
stage2_header:
        dd      STAGE2_MAGIC
        dd      0                       ; build_id
        dd      0                       ; file_bytes
        dd      0                       ; sum
        dd      0                       ; kernel_lba
        dd      0                       ; kernel_file_bytes
        dd      0                       ; kernel_memory_bytes
        dd      0                       ; kernel_crc32c

%if ($ - stage2_header) != STAGE2_HEADER_SIZE
%error "stage2's header is not the one of common/image.h"
%endif

; stage1 jumps here, right behind the header. The compiler's 16-bit code uses all of ESP, so its
; upper half, which nobody has touched since the BIOS ran, is cleared first.
entry:
        cli
        xor     eax, eax
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     esp, RAM_REAL_STACK_END
        sti
        cld

; RAM holds anything at power-on (quirk 72): .bss becomes zero before C looks at it, that of the
; protected half too, which only a segment register reaches.
        mov     edi, real_bss_start
        mov     ecx, real_bss_dwords
        rep stosd
        mov     bx, RAM_PROTECTED_BSS_START >> 4
        mov     es, bx
        xor     edi, edi
        mov     ecx, protected_bss_dwords
        rep stosd
        mov     es, ax
        mov     dword [RAM_REAL_STACK_START], STACK_CANARY

        movzx   edx, dl
        push    edx                     ; void real_main(uint32_t boot_drive)
        call    dword real_main
        jmp     protected_enter

; void real_stack_canary_check(void)
;
; BIOS code runs on our stack, and nothing else would notice that it ran over the end (quirk 48).
; In:       CPU in real mode
; Clobbers: nothing
; Fails:    says so and halts, never returns
section .text
real_stack_canary_check:
        cmp     dword [RAM_REAL_STACK_START], STACK_CANARY
        jne     .overrun
        o32 ret
.overrun:
        mov     esp, RAM_REAL_STACK_END ; nothing on the old stack can be trusted
        mov     dword [RAM_REAL_STACK_START], STACK_CANARY
        jmp     canary_die
