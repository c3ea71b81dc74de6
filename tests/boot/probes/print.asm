; print.asm: a boot sector of the tests, to try the harness itself on.
;
; Prints two lines on the screen and on COM1 and halts, interrupts on. What the harness must notice
; can be asked for: RESET makes a triple fault at the end, WRITE writes to the disk.

        bits    16
        org     0x7c00

%define COM1            0x3f8
%define LINE_CONTROL    COM1 + 3
%define LINE_STATUS     COM1 + 5
%define HOLDING_EMPTY   0x20

        cli
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        cld
        mov     dx, LINE_CONTROL        ; DLAB: the next two ports are the divisor
        mov     al, 0x80
        out     dx, al
        mov     dx, COM1
        mov     al, 1
        out     dx, al
        inc     dx
        xor     al, al
        out     dx, al
        mov     dx, LINE_CONTROL        ; 8 bits, no parity, 1 stop bit
        mov     al, 3
        out     dx, al
        mov     ax, 3                   ; text mode 3, which clears the screen
        int     0x10

        mov     si, text
.next_character:
        lodsb
        test    al, al
        jz      .done
        push    si
        push    ax
        mov     ah, 0x0e
        mov     bx, 7
        int     0x10
        pop     ax
        pop     si
        mov     ah, al
        mov     dx, LINE_STATUS         ; Bochs loses what is written before the last is sent
.wait:  in      al, dx
        test    al, HOLDING_EMPTY
        jz      .wait
        mov     al, ah
        mov     dx, COM1
        out     dx, al
        jmp     .next_character

.done:
%ifdef WRITE
        mov     ax, 0x0301              ; write one sector, the second of the disk
        mov     bx, 0x7c00
        mov     cx, 2
        mov     dx, 0x0080
        int     0x13
%endif
%ifdef RESET
        lidt    [no_table]
        int3                            ; no descriptor, none for the fault either: triple fault
%endif
        sti
.halted:
        hlt
        jmp     .halted

text:   db      "Hello from a probe", 13, 10, "colour below", 13, 10, 0
no_table:
        dw      0
        dd      0

        times   510 - ($ - $$) db 0
        dw      0xaa55
