; doors.asm: the ways from 16-bit C to the machine: BIOS, ports, far memory, CPUID.
;
; Prototypes and contracts: doors.h. Called by stage2/real only. The compiler's 16-bit code passes
; arguments as 32-bit code does, in dwords on the stack, and calls with a 4-byte return address:
; hence `o32 ret`, and arguments from [esp + 4] up. It expects EBX, ESI, EDI, EBP back.

%include "constants.inc"

global bios_call
global port_in
global port_out
global far_read
global far_write
global eflags_can_toggle
global cpuid
global halt
global real_idt
extern real_stack_canary_check

BIOS_FIRST_VECTOR       equ 0x10
HIGHEST_SEGMENT         equ 0xffff

bits 16
section .data

bios_stub:      dw 0                    ; the `int n` that the call in progress goes through
bios_result:    dd 0                    ; where its registers go

; The vector table of real mode, for LIDT after each call: a BIOS that used protected mode of its
; own may have left another one (quirk 74).
real_idt:       dw 0x3ff
                dd 0

section .text

; void bios_call(uint8_t vector, struct bios_registers *registers)
;
;       before                          after, whatever the BIOS did (quirks 33, 43, 69, 74)
;       registers, CF   as asked        registers   in *registers
;       IF 1, DF 0                      IF 1, DF 0, DS ES FS GS 0, IDTR the vector table
;
; In:       [esp+4] vector, 0x10 to 0x15; [esp+8] registers
; Clobbers: EAX ECX EDX, as C allows
; Fails:    halts with a message where the BIOS has overrun the stack
bios_call:
        push    ebx
        push    esi
        push    edi
        push    ebp
        movzx   bx, byte [esp + 20]
        sub     bx, BIOS_FIRST_VECTOR
        imul    bx, bx, STUB_SIZE
        add     bx, stubs
        mov     [bios_stub], bx
        mov     esi, [esp + 24]
        mov     [bios_result], esi

; The structure, copied to the stack, has the order in which the pops below want it.
        sub     esp, BIOS_REGISTERS_SIZE
        mov     di, sp
        mov     cx, BIOS_REGISTERS_SIZE / 4
        rep movsd
        and     dword [esp + BIOS_REGISTERS_EFLAGS], EFLAGS_CF
        or      dword [esp + BIOS_REGISTERS_EFLAGS], EFLAGS_IF
        popad
        pop     es
        pop     ds
        popfd
        call    [cs:bios_stub]

; Back with nothing known but CS and SS:SP. A far ISR's IRET leaves SP right, ESP perhaps not.
        pushfd
        push    ds
        push    es
        pushad
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        cld
        movzx   esp, sp
        lidt    [real_idt]
        sti
        mov     si, sp
        mov     di, [bios_result]
        mov     cx, BIOS_REGISTERS_SIZE / 4
        rep movsd
        add     esp, BIOS_REGISTERS_SIZE
        call    dword real_stack_canary_check
        pop     ebp
        pop     edi
        pop     esi
        pop     ebx
        o32 ret

; One real `int n` for each vector we use: neither self-modifying code, which an old prefetch queue
; misses, nor a hand-made call through the vector table, which one firmware disliked (quirk 44).
stubs:
        int     0x10
        ret
STUB_SIZE equ $ - stubs
        int     0x11
        ret
        int     0x12
        ret
        int     0x13
        ret
        int     0x14
        ret
        int     0x15
        ret

; uint8_t port_in(uint16_t port)
port_in:
        mov     dx, [esp + 4]
        xor     eax, eax
        in      al, dx
        o32 ret

; void port_out(uint16_t port, uint8_t value)
port_out:
        mov     dx, [esp + 4]
        mov     al, [esp + 8]
        out     dx, al
        o32 ret

; Splits the linear address in EAX into AX:SI, the lowest offset possible; from 1 MiB up the
; highest segment serves, which reaches 0x10FFEF.
; Out:      EAX segment, ESI offset
split_address:
        mov     esi, eax
        cmp     eax, FIRST_MIB
        jae     .beyond
        shr     eax, 4
        and     esi, 0xf
        ret
.beyond:
        sub     esi, HIGHEST_SEGMENT * 16
        mov     eax, HIGHEST_SEGMENT
        ret

; void far_read(void *to, uint32_t from, uint16_t bytes)
far_read:
        push    esi
        push    edi
        mov     edi, [esp + 12]
        mov     eax, [esp + 16]
        mov     cx, [esp + 20]
        call    split_address
        mov     ds, ax
        rep movsb
        jmp     far_done

; void far_write(uint32_t to, const void *from, uint16_t bytes)
far_write:
        push    esi
        push    edi
        mov     eax, [esp + 12]
        call    split_address
        mov     di, si
        mov     esi, [esp + 16]
        mov     cx, [esp + 20]
        mov     es, ax
        rep movsb
far_done:
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        pop     edi
        pop     esi
        o32 ret

; bool eflags_can_toggle(uint32_t bits): [SDM1 20.1.2]
eflags_can_toggle:
        pushfd
        pop     eax
        mov     ecx, eax
        xor     eax, [esp + 4]
        push    eax
        popfd
        pushfd
        pop     eax
        push    ecx
        popfd                           ; as they were
        xor     eax, ecx
        and     eax, [esp + 4]
        cmp     eax, [esp + 4]
        sete    al
        movzx   eax, al
        o32 ret

; void cpuid(uint32_t leaf, struct cpuid *answer)
;
; A structure as the result would be shorter in C, but compilers disagree about who then removes its
; hidden argument.
cpuid:
        push    ebx
        push    edi
        mov     eax, [esp + 12]
        mov     edi, [esp + 16]
        xor     ecx, ecx
        cpuid
        mov     [edi], eax
        mov     [edi + 4], ebx
        mov     [edi + 8], ecx
        mov     [edi + 12], edx
        pop     edi
        pop     ebx
        o32 ret

; void halt(void): interrupts stay on, so that the keyboard's Ctrl-Alt-Del still works (quirk 85).
halt:
        sti
        hlt
        jmp     halt
