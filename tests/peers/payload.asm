; payload.asm: the head of a small kernel that GRUB, syslinux and Ascent load alike.
;
; GRUB and syslinux take a multiboot header [Multiboot 0.6.96, 3.1] with addresses, so that no ELF
; is needed, and start it in 32-bit protected mode. With -DASCENT it has the header of
; common/image.h instead and is started in long mode; the code is the same but for the width.
; It begins with the marker that tests/bench/count.c waits for, says PAYLOAD on COM1 and in the
; screen's last row, and halts. It never writes to itself: a test that knows what it should be
; reads it from the guest's memory. peers.py appends bytes that do not compress.
;
;   nasm -f bin -DPAYLOAD_BYTES=n -DMARKER=bytes [-DASCENT -I build/gen/] -o payload.bin payload.asm

COM1                    equ 0x3f8
LSR                     equ 5           ; line status register [16550]
LSR_THRE                equ 1 << 5      ; room for the next byte
LAST_ROW                equ 24 * 160
WHITE                   equ 0x0f

%ifdef ASCENT
%include "layout.inc"
%include "constants.inc"
%define SOURCE          rsi
%define TARGET          rdi
SCREEN                  equ VIRT_VGA_TEXT_START
bits 64
org VIRT_KERNEL_START

start:
    dd KERNEL_MAGIC
    dd 0                                ; build ID           } mkimage
    dd 0                                ; length of the file }
    dd PAYLOAD_BYTES                    ; length in memory: there is no .bss
    dq text
    dd text - start
    dd data - start
    dd PAYLOAD_BYTES
    dd BOOT_INFO_VERSION
    align 4096, db 0
text:
%else
%define SOURCE          esi
%define TARGET          edi
SCREEN                  equ 0xb8000
MULTIBOOT_MAGIC         equ 0x1badb002
MULTIBOOT_ADDRESSES     equ 1 << 16     ; the five address fields are valid
bits 32
org 0x100000

start:
header:
    dd MULTIBOOT_MAGIC
    dd MULTIBOOT_ADDRESSES
    dd -(MULTIBOOT_MAGIC + MULTIBOOT_ADDRESSES)
    dd header                           ; header_addr
    dd start                            ; load_addr
    dd start + PAYLOAD_BYTES            ; load_end_addr
    dd 0                                ; bss_end_addr: no .bss
    dd entry                            ; entry_addr
%endif

entry:
    db MARKER
    cld
    mov SOURCE, words
    mov TARGET, SCREEN + LAST_ROW
    mov ah, WHITE
.next:
    lodsb
    test al, al
    jz .halt
    mov bl, al
    cmp al, ' '
    jb .port                            ; CR and LF are for COM1 alone
    stosw
.port:
    mov ecx, 1 << 16                    ; a port that is not there never has room
    mov dx, COM1 + LSR
.wait:
    in al, dx
    test al, LSR_THRE
    loopz .wait
    mov al, bl
    mov dx, COM1
    out dx, al
    jmp .next
.halt:
    hlt
    jmp .halt

words:
    db 13, 10, "PAYLOAD", 13, 10, 0     ; peers.py: WORD

%ifdef ASCENT
    align 4096, db 0
data:
%endif
