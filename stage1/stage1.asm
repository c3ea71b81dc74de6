; stage1.asm: sector 0. Reads stage2, checks it and jumps into it, or says what failed.
;
; Comes from the firmware, which loads this sector to 0x7C00 [BBS]; hands over to stage2/entry.asm.
; The first 440 bytes are here; mkimage adds disk signature, partition table and 55AA behind them.
; docs/stage1-errors.md tells what each error letter means.
;
; Memory:
;
;       RAM_REAL_STACK_START    the stack, ours and the firmware's (quirk 48)
;       RAM_REAL_STACK_END - 2  the drive we read from, first word of the stack
;       RAM_STAGE1_START        this sector
;       RAM_STAGE2_START        where stage2 goes; its end touches no 64 KiB line (quirk 26)
;
;       file offset     0       EB xx 90: the jump that firmware looks for (quirk 5; with
;                               mkimage/variant.c for those that look for something else)
;                       3       window: data that firmware may rewrite before we run (quirk 1)
;                       0x5A    code, then text
;                       430     how stage2 has to begin: its magic, then our header
;                       434     struct stage1_header of common/image.h, filled in by mkimage
;
; The ladder, from the top; what brings us our stage2 ends it:
;
;       the drive in DL, if plausible   by packet, all at once, in 5 tries
;                                       by CHS, a sector at a time, in 5 tries each
;       the first hard disk, if that    by packet
;       was another drive               by CHS
;
; On entry CS:IP is 0000:7C00 or 07C0:0000 (quirk 10), DL is the drive, or is not (quirk 12); no
; other register, no flag and no byte of RAM but this sector's is known.
; On exit CS=DS=ES=SS=0, SP=RAM_REAL_STACK_END, DL=drive, IF=1, DF=0.

%include "layout.inc"
%include "constants.inc"

VIDEO                   equ 0x10        ; INT 10h, and its functions in AH [RBIL 10]
VIDEO_TELETYPE          equ 0x0e
VIDEO_PAGE_0_GRAY       equ 0x0007      ; BH page, BL colour where the mode is graphic (quirk 84)

DISK                    equ 0x13        ; INT 13h, and its functions in AH [RBIL 13]
DISK_RESET              equ 0x00
DISK_READ_CHS           equ 0x02
DISK_GEOMETRY           equ 0x08
DISK_EDD_CHECK          equ 0x41
DISK_READ_LBA           equ 0x42
DISK_STATUS_CORRECTED   equ 0x11        ; the error-correcting code has put the data right
DISK_SECTOR_MASK        equ 0x3f        ; CL: the upper two bits belong to the cylinder
DISK_TRIES              equ 5           ; sticks and floppies err and recover (quirk 29)

EDD_ASK                 equ 0x55aa      ; BX before DISK_EDD_CHECK [EDD3]
EDD_ANSWER              equ 0xaa55      ; BX after it
EDD_PACKET_BYTES        equ 16          ; of the packet for DISK_READ_LBA; also what POPA pops
EDD_MOST_SECTORS        equ 127         ; one packet moves no more everywhere (quirk 25)

DRIVE_HARD_DISK         equ 0x80
DRIVE_IMPLAUSIBLE       equ 0x70        ; no floppy or hard disk has one of these bits (quirk 12)
DRIVE                   equ RAM_REAL_STACK_END - 2

; What the code below takes for granted of disk.layout and of the headers.
%macro require 2                        ; condition, what it is good for
%if !(%1)
%error %2
%endif
%endmacro

require DISK_STAGE2_SECTORS <= EDD_MOST_SECTORS, "stage2 does not fit into one packet"
require RAM_STAGE2_START + DISK_STAGE2_SECTORS * SECTOR_BYTES <= 0x10000, "a 64 KiB line is crossed"
require RAM_STAGE2_START & 0xff == 0, "the sector loop counts in BH alone"
require DISK_STAGE2_LBA + DISK_STAGE2_SECTORS <= 256, "CH alone has to hold every cylinder"
require STAGE2_HEADER_MAGIC == 0 && STAGE2_HEADER_BUILD_ID == 4 && STAGE2_HEADER_FILE_BYTES == 8, \
        "stage2_check compares the header in this order"
require STAGE1_HEADER_BUILD_ID == 0 && STAGE1_HEADER_STAGE2_SECTORS == 4, \
        "stage2_check compares the header in this order"
require (UART_FCR_ENABLE | UART_FCR_CLEAR_RX) == UART_LCR_8N1, "serial_start loads AL once for both"

bits 16
org RAM_STAGE1_START

sector:
        jmp     short start
        nop

; The window looks like a floppy's parameter block, since one old firmware wants these three numbers
; (quirk 2). Neither a 0x29 nor the letters FAT stand in it: they would make the stick pass for a
; disk without partitions (quirk 4).
        times   0x03 - ($ - sector) db 0
        db      "ASCENT  "              ; 0x03  name of the system that made the disk
        dw      SECTOR_BYTES            ; 0x0B  bytes per sector
        times   0x18 - ($ - sector) db 0
        dw      18                      ; 0x18  sectors per track
        dw      2                       ; 0x1A  heads

; What firmware wrote into the window it has written by now, so its last word serves as our only
; variable: a failure's letter, then its BIOS status.
        times   STAGE1_BPB_END - 2 - ($ - sector) db 0
failure:
        dw      0

; An interrupt between the loads of SS and SP would find a mixed stack (quirk 15).
start:
        cli
        xor     ax, ax
        mov     ss, ax
        mov     sp, RAM_REAL_STACK_END
        jmp     0:.cs_is_zero           ; the only instruction that makes CS known (quirk 10)
.cs_is_zero:
        call    normalise

; COM1 at 115200 baud, 8N1, as every later stage has it [16550]. With its FIFO on it takes 16 bytes
; at once, which is more than we print for a drive, so nobody waits for it; where there is no port,
; nobody notices. INT 14h would be shorter, but it speaks at whatever speed the firmware has left,
; and waits for modem signals, seconds long where no cable is plugged in.
; Clobbers: AX
serial_start:
        push    dx
        mov     dx, UART_COM1 + UART_LCR
        mov     al, UART_LCR_DLAB | UART_LCR_8N1
        out     dx, al
        mov     dl, (UART_COM1 + UART_DLL) & 0xff
        mov     al, UART_DIVISOR_115200
        out     dx, al
        inc     dx                      ; UART_DLM
        dec     ax
        out     dx, al
        inc     dx                      ; UART_FCR
        mov     al, UART_FCR_ENABLE | UART_FCR_CLEAR_RX
        out     dx, al
        inc     dx                      ; UART_LCR, DLAB off
        out     dx, al
        pop     dx

; A drive number that cannot be is not even asked for, because some firmware hangs when it is
; (quirk 42). One that can be may still be wrong: every failure on another drive leads back here
; for a second try on the first hard disk (quirk 12).
drive_doubt:
        test    dl, DRIVE_IMPLAUSIBLE
        jz      drive_try
drive_hard_disk:
        mov     dl, DRIVE_HARD_DISK
drive_try:
        push    dx                      ; DRIVE, for disk_call

; Text before the first disk access: whatever hangs from here on, we have been here.
        mov     si, name
.next:
        lodsb
        call    put
        cmp     al, NAME_LAST
        jne     .next

; INT 13h AH=41h: are there EDD's packet calls? [EDD3 13/41]
;       In              BX = EDD_ASK, DL = drive, CX = 0 and carry set for firmware that does
;                       nothing at all (quirk 20)
;       Carry set       no; AH = status
;       Carry clear     yes if BX = EDD_ANSWER and CX bit 0 is set (quirk 19)
; Where there is neither EDD nor, below, a geometry, this call's status is what we report.
; In both fields of the answer a stray value costs nothing but a failing read: CHS comes next.
edd_probe:
        mov     ah, DISK_EDD_CHECK
        mov     bx, EDD_ASK
        xor     cx, cx
        stc
        call    disk_call
        mov     al, 'E'
        mov     [failure], ax
        sbb     bx, EDD_ANSWER          ; zero if it is the answer and carry is clear
        jne     chs_read
        shr     cx, 1
        jnc     chs_read

; All of stage2's region in one call, which is what boots every machine of this century but from a
; floppy. How many sectors of it are stage2 matters later: a damaged count must not become a read
; over half the memory.
lba_read:
        mov     ah, DISK_READ_LBA
        call    transfer
        jc      chs_read
        call    stage2_check            ; comes back when this is not our stage2

; The same sectors by cylinder, head and sector, where there is no EDD, where it fails and where it
; brings garbage (quirk 23): one sector a call, which no track's end can break (quirk 40).
;
; INT 13h AH=08h: the geometry, which is this machine's and no other's (quirk 38) [RBIL 13/08].
;       In              DL = drive
;       Carry set       unknown; AH = status
;       Carry clear     DH = highest head, CL = sectors per track in DISK_SECTOR_MASK
chs_read:
        mov     ah, DISK_GEOMETRY
        call    disk_call
        jc      fail
        and     cx, DISK_SECTOR_MASK
        jz      fail                    ; a geometry of nothing (quirk 37)
        mov     di, cx
        movzx   bp, dh
        inc     bp

; Registers from here on: BX where the sector goes, SI its number in stage2, DI sectors per track,
; BP heads. Both are at least 1, and no cylinder is above 255, so neither division can overflow.
        mov     bx, RAM_STAGE2_START
        xor     si, si
.next:
        lea     ax, [si + DISK_STAGE2_LBA]
        cwd
        div     di                      ; AX track, DX sector in it
        mov     cx, dx
        cwd
        div     bp                      ; AX cylinder, DX head
        mov     dh, dl
        mov     ch, al
        inc     cx                      ; sectors count from 1
        mov     ax, DISK_READ_CHS << 8 | 1
        call    transfer
        jc      fail
        add     bh, SECTOR_BYTES >> 8
        jc      .all                    ; the 64 KiB line: a damaged count ends here
        inc     si
        cmp     si, [header + STAGE1_HEADER_STAGE2_SECTORS]
        jb      .next
.all:
        call    stage2_check

; Everything that fails ends up here, with its letter and status in [failure] and DRIVE on top of
; the stack. Nothing reboots by itself, since the message could not be read. At the halt interrupts
; are on since the last character, so that Ctrl-Alt-Del works (quirk 85); the next interrupt ends
; HLT, hence the loop.
fail:
        call    report
        pop     dx
        cmp     dl, DRIVE_HARD_DISK
        jne     drive_hard_disk
.halt:
        hlt
        jmp     .halt

; Reads by packet or by CHS, as AH says, with a reset between tries.
; In:       AH = DISK_READ_LBA (stage2's region), or DISK_READ_CHS with AL, BX, CX, DH as INT 13h
;           has them
; Out:      carry clear; every register kept but DL
; Clobbers: DL, which disk_call loads anyway
; Fails:    carry set; [failure] = 'R' and the status of the last read, not of the reset after it
;
; INT 13h AH=42h [EDD3 13/42], AH=02h [RBIL 13/02]
;       In              DS:SI packet, or AL sectors to ES:BX from CH cylinder, CL sector, DH head
;       Carry set       AH = status, where DISK_STATUS_CORRECTED means success (quirk 31)
;       Carry clear     read; AH may hold anything, and the packet may have changed (quirk 27)
; INT 13h AH=00h: the drive forgets what it was about; its own failure says nothing new
;       In              DL = drive
transfer:
        mov     dl, DISK_TRIES
.try:
        pusha

; The packet is made anew for every try, from its end to its start, and 4-aligned, as the stack is
; here. It exists in CHS too, where nobody looks at it. ES is a zero that takes one byte to push.
        push    es                      ; 14  LBA, upper half
        push    es                      ; 12
        push    es                      ; 10
        push    DISK_STAGE2_LBA         ;  8  LBA, lower half
        push    es                      ;  6  segment of the buffer
        push    RAM_STAGE2_START        ;  4  offset
        push    DISK_STAGE2_SECTORS
        push    EDD_PACKET_BYTES        ;  0
        mov     si, sp
        call    disk_call
        mov     al, 'R'
        mov     [failure], ax
        jnc     .tried
        cmp     ah, DISK_STATUS_CORRECTED
        je      .tried                  ; carry is clear when they are equal
        cbw                             ; AH = DISK_RESET
        call    disk_call
        stc
.tried:
        popa                            ; the packet
        popa
        dec     dl                      ; leaves carry as it is
        jnc     .done
        jnz     .try
.done:
        ret

; Enters stage2 if it is all there: magic, build ID, length and sum, each with its letter. The magic
; that we expect stands right before our own header, so both are compared in the order in which they
; begin stage2's.
; In:       stage2 in its place; on the stack the return address and, above it, DRIVE
; Out:      does not return
; Clobbers: EAX, CX, EDX, SI, DI
; Fails:    returns; [failure] = letter and status 0
stage2_check:
        mov     si, RAM_STAGE2_START
        mov     di, expected
        mov     al, 'M'
        cmpsd
        jne     .bad
        mov     al, 'B'
        cmpsd
        jne     .bad

; DI is at stage2_sectors now, SI at the length. The length's upper half is zero in whatever fits
; here, and the sum below covers it. Of stage2_sectors, damage to the bits that IMUL drops changes
; nothing.
        mov     al, 'L'
        imul    cx, [di], SECTOR_BYTES
        cmp     cx, [si]
        jne     .bad

; All its 32-bit words add up to zero, as common/image.h says. A CRC would need another 40 bytes;
; stage2 begins to use one.
        mov     si, RAM_STAGE2_START
        shr     cx, 2
        xor     edx, edx
.sum:
        lodsd
        add     edx, eax
        loop    .sum
        mov     al, 'S'
        jnz     .bad                    ; by the last addition
        pop     ax                      ; the return address
        pop     dx                      ; DRIVE
        jmp     RAM_STAGE2_START + STAGE2_HEADER_SIZE
.bad:
        cbw
        mov     [failure], ax
        ret

; INT 13h on our drive. Firmware may come back with other segments, with interrupts off or with
; the direction flag set, and DL changed (quirks 18, 33).
; In:       as the function asks, but for DL; [DRIVE]
; Out:      as the function answers; DS = ES = 0, IF = 1, DF = 0
; Clobbers: what the firmware likes, the upper halves of registers included
disk_call:
        mov     dl, [DRIVE]             ; no instruction here changes carry
        int     DISK
normalise:
        push    cs
        pop     ds
        push    cs
        pop     es
        sti
        cld
        ret

; Prints ": ", the letter of [failure] and its status in two hexadecimal digits, which ends in the
; fall from .digit into put.
; Clobbers: AX
report:
        mov     al, ':'
        call    put
        mov     al, ' '
        call    put
        mov     ax, [failure]
        call    put
        mov     al, ah
        aam     16                      ; AH = AL / 16, AL = AL % 16
        xchg    al, ah
        call    .digit
        mov     al, ah
.digit:
        cmp     al, 10                  ; DAS carries the letters over the gap behind '9'
        sbb     al, 0x69
        das

; Prints AL on COM1 and on the screen. INT 10h may eat AX and BP, and more (quirk 33).
; Out:      DS = ES = 0, IF = 1, DF = 0
; Clobbers: nothing
;
; INT 10h AH=0Eh: shows a character in any mode (quirk 84) and moves the cursor [RBIL 10/0E]
;       In              AL = character, BH = page, BL = colour in graphics modes
put:
        pusha
        mov     dx, UART_COM1 + UART_THR
        out     dx, al
        mov     ah, VIDEO_TELETYPE
        mov     bx, VIDEO_PAGE_0_GRAY
        int     VIDEO
        popa
        jmp     normalise

; A line of its own, wherever the firmware has left the cursor; stage2 begins with a new line.
NAME_LAST               equ 't'         ; stands nowhere else in the name
name:
        db      13, 10, "Ascent"

; Room that is left over would be here.
%define CODE_END STAGE1_EXPECTED_OFFSET
%if ($ - sector) > CODE_END
%assign excess ($ - sector) - CODE_END
%error stage1 is excess bytes too long
%endif
        times   CODE_END - ($ - sector) db 0

; stage2 has to begin with these two words.
expected:
        dd      STAGE2_MAGIC
header:
        dd      0                       ; build_id
        dw      0                       ; stage2_sectors

require $ - sector == STAGE1_CODE_BYTES, "the header is not the one of common/image.h"
