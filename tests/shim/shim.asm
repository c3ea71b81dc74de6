; shim.asm: a BIOS that misbehaves on demand, between the real one and the disk under test.
;
; The machine boots this disk. It moves to the top of low memory, hooks INT 10h, 12h, 13h and 15h,
; and starts the second disk as a BIOS would, pretending that there is no other. Whatever it does
; wrong is asked for in options.inc; without a request it is honest. Each call of INT 13h, and of
; INT 15h for memory, leaves a line on SeaBIOS's debugging port, where tests read it:
;
;       shim 13 42 80 00000020 0040 00 0        AH DL LBA count, then AH and CF of the answer
;       shim 15 E820 00000000 0                 AX EBX, then CF of the answer
;
; Memory, in the segment that the whole file is moved to:
;
;       0               sector 0, from its start on
;       OPTIONS_OFFSET  options.inc, filled in by tests/boot/shim.py
;       REPLIES_OFFSET  replies of E820, as system.inc has them, up to REPLIES_MOST
;       SHIM_BYTES      the end, and the top of the stack until the second disk is entered
;
; Everything is assembled in one go; the parts are frame.inc, disk.inc, policy.inc and system.inc.

        bits    16
        org     0

%define SECTOR          512
%define SHIM_KIB        32
%define SHIM_BYTES      (SHIM_KIB * 1024)
%define OPTIONS_OFFSET  0x200
%define REPLIES_OFFSET  0x2000
%define REPLIES_MOST    700             ; of 32 bytes; what is left is the stack
%define SHIM_SECTORS    (SHIM_BYTES / SECTOR)
%define BOOT_SEGMENT    0x07c0          ; where a BIOS puts sector 0
%define BOOT_LINEAR     0x7c00
%define BDA             0x0040          ; the segment of the BIOS's data
%define BDA_EBDA        0x0e
%define BDA_KIB         0x13
%define DEBUG_PORT      0x402
%define IF              (1 << 9)

sector_0:
        jmp     BOOT_SEGMENT:.begin
.begin:
        cli
        xor     ax, ax
        mov     ss, ax
        mov     sp, BOOT_LINEAR
        sti
        cld
        mov     bx, cs
        mov     ds, bx
        mov     ax, BDA
        mov     es, ax
        sub     word [es:BDA_KIB], SHIM_KIB
        mov     ax, [es:BDA_KIB]
        shl     ax, 6                   ; KiB to paragraphs
        mov     [own_packet + PACKET_SEGMENT], ax
        mov     si, own_packet
        mov     ah, 0x42
        int     0x13
        jc      .failed
        push    word [own_packet + PACKET_SEGMENT]
        push    resident
        retf
.failed:
        mov     si, .text
.next:  lodsb
        test    al, al
        jz      $
        mov     ah, 0x0e
        mov     bx, 7
        int     0x10
        jmp     .next
.text:  db      "shim: cannot read itself", 0

own_packet:
        db      16, 0
        dw      SHIM_SECTORS, 0, 0
        dq      0

        times   SECTOR - 2 - ($ - $$) db 0
        dw      0xaa55

        times   OPTIONS_OFFSET - ($ - $$) db 0
%include "options.inc"

%include "frame.inc"
%include "disk.inc"
%include "policy.inc"
%include "system.inc"

; Saves an interrupt's old vector and takes it over.
%macro hook 3                           ; number, where the old one goes, the new one
        mov     eax, [es:%1 * 4]
        mov     [%2], eax
        mov     word [es:%1 * 4], %3
        mov     [es:%1 * 4 + 2], cs
%endmacro

resident:
        cli
        mov     ax, cs
        mov     ds, ax
        mov     ss, ax
        mov     sp, SHIM_BYTES
        xor     ax, ax
        mov     es, ax
        hook    0x10, old_10, int_10
        hook    0x12, old_12, int_12
        hook    0x13, old_13, int_13
        hook    0x15, old_15, int_15
        sti
        call    geometry_learn

        mov     al, [video_mode]
        test    al, al
        jz      .same_mode
        xor     ah, ah
        int     0x10
.same_mode:
        cmp     byte [a20_shut], 0
        je      .a20_as_it_is
        in      al, 0x92
        and     al, 0xfc                ; bit 1 is the gate, bit 0 would reset
        out     0x92, al
.a20_as_it_is:
        mov     ax, BDA
        mov     es, ax
        mov     ax, [bda_kib]
        test    ax, ax
        jz      .kib_as_it_is
        mov     [es:BDA_KIB], ax
.kib_as_it_is:
        mov     ax, [bda_ebda]
        test    ax, ax
        jz      .ebda_as_it_is
        mov     [es:BDA_EBDA], ax
.ebda_as_it_is:
        call    make_dirty

; Sector 0 of the second disk, as it is, but for what firmware may do to the window (quirk 1).
        mov     dword [lba], 0
        mov     word [count], 1
        mov     word [buffer], BOOT_LINEAR
        mov     word [buffer + 2], 0
        call    read_really
        jc      no_disk
        xor     ax, ax
        mov     es, ax
        mov     al, [window]
        test    al, al
        jz      .window_as_it_is
        mov     di, BOOT_LINEAR + 3
        mov     cx, 0x5a - 3
        rep stosb
.window_as_it_is:

; The state at entry. IRET takes IP, CS and the flags from the stack that the option asks for.
        cli
        mov     ss, [entry_ss]
        mov     sp, [entry_sp]
        push    word [entry_flags]
        cmp     byte [entry_far], 0
        jne     .far
        push    word 0
        push    word BOOT_LINEAR
        jmp     .registers
.far:
        push    word BOOT_SEGMENT
        push    word 0
.registers:
        cmp     byte [entry_random], 0
        je      .tidy
        call    random_registers        ; to EAX..EDI, EBP
        mov     dl, [boot_dl]
        push    dword [seed]            ; segments: any value will do
        pop     fs
        pop     gs
        push    dword [seed + 1]
        pop     es
        pop     ds                      ; the last thing that is ours
        iret
.tidy:
        movzx   edx, byte [boot_dl]
        xor     ax, ax
        mov     es, ax
        mov     ds, ax
        iret

no_disk:
        mov     si, .text
        call    log_text
        cli
        hlt
        jmp     no_disk
.text:  db      "shim: there is no second disk", 10, 0

; Fills low memory, from behind the BIOS's data up to here, with what the option asks for.
make_dirty:
        mov     al, [dirty]
        test    al, al
        jz      .done
        mov     ah, al
        mov     dx, 0x0050              ; segment by segment, 16 bytes each
.next:
        mov     es, dx
        xor     di, di
        mov     cx, 8
        rep stosw
        inc     dx
        mov     bx, cs
        cmp     dx, bx
        jb      .next
.done:
        ret

        times   REPLIES_OFFSET - ($ - $$) db 0
replies:
        times   SHIM_BYTES - ($ - $$) db 0
