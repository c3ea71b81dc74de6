; floor.asm: the least that any loader has to do: read the payload, put it above 1 MiB, go.
;
; An MBR that reads PAYLOAD_SECTORS sectors from LBA 1 with the largest INT 13h calls that SeaBIOS
; answers (128 sectors; a loader for real machines stops at 127 [EDD3 13/42]), copies each chunk to
; 1 MiB and up with rep movsd in protected mode, and executes the marker. It checks nothing, prints
; nothing and retries nothing: it is what tests/bench measures the others against, not a loader.
;
;   nasm -f bin -DPAYLOAD_SECTORS=n -DMARKER=bytes -o floor.bin floor.asm        run by disks.py
;
; Memory:  0x00600  the packet          0x07C00  this sector, stack below
;          0x10000  bounce, 64 KiB      0x100000 the payload

bits 16
org 0x7c00

PACKET                  equ 0x0600
BOUNCE_SEGMENT          equ 0x1000
BOUNCE                  equ 0x10000
TARGET                  equ 0x100000
CHUNK_SECTORS           equ 128
SECTOR_BYTES            equ 512
EDD_READ                equ 0x42        ; INT 13h, AH [EDD3 13/42]
CR0_PE                  equ 1 << 0
FLAT_DATA               equ flat_data - gdt

struc packet
    .size:              resb 1
    .reserved:          resb 1
    .sectors:           resw 1
    .offset:            resw 1
    .segment:           resw 1
    .lba:               resq 1
endstruc

; In: DL = the drive. Out: never returns. Registers: EDI where the next chunk goes, EBP sectors to
; go; SeaBIOS keeps both across the call.
start:
    xor ax, ax
    mov ds, ax
    mov ss, ax
    mov sp, start
    mov edi, TARGET
    mov ebp, PAYLOAD_SECTORS
    lgdt [gdt_pointer]
    mov dword [PACKET + packet.size], packet_size       ; with the reserved byte and a count of 0
    mov dword [PACKET + packet.offset], BOUNCE_SEGMENT << 16
    mov dword [PACKET + packet.lba], 1
    mov dword [PACKET + packet.lba + 4], 0

.next_chunk:
    mov bx, CHUNK_SECTORS
    cmp ebp, CHUNK_SECTORS
    jae .chunk_known
    mov bx, bp
.chunk_known:
    mov [PACKET + packet.sectors], bx
    mov si, PACKET
    mov ah, EDD_READ
    int 0x13
    jc .failed

    ; Up for one copy: the flat segments are loaded anew for every chunk, so that nothing the
    ; firmware does in between matters. CS stays the real-mode one, which is as good here, since
    ; its base and its 16-bit size outlive the bit.
    cli
    mov eax, cr0
    or al, CR0_PE
    mov cr0, eax
    mov cx, FLAT_DATA
    mov ds, cx
    mov es, cx
    movzx ecx, bx
    shl ecx, 7                          ; sectors to double words
    mov esi, BOUNCE
    cld
    a32 rep movsd
    and al, ~CR0_PE
    mov cr0, eax
    xor cx, cx
    mov ds, cx
    mov es, cx
    sti

    movzx ebx, bx
    add [PACKET + packet.lba], ebx
    sub ebp, ebx
    jnz .next_chunk

    db MARKER                           ; tests/bench/count.c waits for these bytes

.failed:
    hlt
    jmp .failed

align 8
gdt:
    dq 0
flat_data:
    dw 0xffff, 0                        ; limit 15..0, base 15..0
    db 0, 0x92, 0xcf, 0                 ; base, present data writable, 4 GiB in pages, base
.end:

gdt_pointer:
    dw flat_data.end - gdt - 1
    dd gdt

    times 446 - ($ - $$) db 0
    db 0x80, 0, 2, 0, 0xda, 0, 0, 0     ; one active entry, or some firmware skips the disk
    dd 1, PAYLOAD_SECTORS
    times 510 - ($ - $$) db 0
    dw 0xaa55
