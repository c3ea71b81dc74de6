; long_mode.asm: the smallest boot sector that proves a machine can run 64-bit code.
;
; /dev/kvm may exist where no long-mode guest runs; this sector says "LONG" on COM1 where one does.
; One 2 MiB page maps where it stands, the descriptors are the least the CPU takes [SDM3 9.8.5].

        bits    16
        org     0x7c00

%define COM1            0x3f8
%define LEVEL_4         0x1000          ; three page tables side by side
%define LEVEL_3         0x2000
%define LEVEL_2         0x3000
%define TABLES_WORDS    (3 * 4096 / 2)
%define PRESENT_WRITE   0x03
%define LARGE_PAGE      0x80
%define CR4_PAE         0x20
%define MSR_EFER        0xc0000080
%define EFER_LME        0x100
%define CR0_PG_PE       0x80000001
%define CODE_64         8

        cli
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7c00
        cld
        mov     di, LEVEL_4
        mov     cx, TABLES_WORDS
        rep stosw
        mov     word [LEVEL_4], LEVEL_3 | PRESENT_WRITE
        mov     word [LEVEL_3], LEVEL_2 | PRESENT_WRITE
        mov     word [LEVEL_2], LARGE_PAGE | PRESENT_WRITE

        mov     eax, CR4_PAE
        mov     cr4, eax
        mov     eax, LEVEL_4
        mov     cr3, eax
        mov     ecx, MSR_EFER
        rdmsr
        or      eax, EFER_LME
        wrmsr
        lgdt    [table]
        mov     eax, cr0
        or      eax, CR0_PG_PE
        mov     cr0, eax
        jmp     CODE_64:in_long_mode

        bits    64
in_long_mode:
        mov     dx, COM1
        lea     rsi, [text]
.next_character:
        lodsb
        test    al, al
        jz      .halted
        out     dx, al
        jmp     .next_character
.halted:
        hlt
        jmp     .halted

text:   db      "LONG", 10, 0

        align   8
descriptors:
        dq      0
        dq      0x00209a0000000000      ; present, code, readable, 64-bit
table:  dw      $ - descriptors - 1
        dd      descriptors

        times   510 - ($ - $$) db 0
        dw      0xaa55
