; payload.asm: the head of a kernel that GRUB and syslinux load, for tests/bench.
;
; A multiboot header [Multiboot 0.6.96, 3.1] with addresses, so that no ELF is needed, and the
; marker at the entry. disks.py appends bytes that do not compress, up to PAYLOAD_BYTES.
;
;   nasm -f bin -DPAYLOAD_BYTES=n -DMARKER=bytes -o payload.bin payload.asm

bits 32
org 0x100000

MULTIBOOT_MAGIC         equ 0x1badb002
MULTIBOOT_ADDRESSES     equ 1 << 16     ; the five address fields are valid

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

entry:
    db MARKER                           ; tests/bench/count.c waits for these bytes
.halt:
    hlt
    jmp .halt
