"""A PC small enough for stage2: a CPU emulator, a scripted BIOS, ports, and an A20 gate.

Runs the very bytes of stage2 and the kernel as they lie in the image, from the jump out of stage1
to the first instruction of the kernel, through all three modes. `Bios` is the firmware, honest and
tidy, `Ports` the machine's hardware; a test derives from them what is wrong. The machine itself
watches that nothing goes above 1 MiB while the gate is shut, and that no port is touched which
nobody needs.

Two things the emulator cannot do are done for it. It begins in long mode and can leave it, but not
begin below and get there: so a few instructions of ours go down to real mode first. It has no NX:
what CPUID tells is ours, and the bit is taken out of the page tables before they are used.
"""

import struct
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from elftools.elf.elffile import ELFFile
from unicorn import UC_ARCH_X86, UC_HOOK_CODE, UC_HOOK_INSN, UC_HOOK_INTR, UC_HOOK_MEM_READ
from unicorn import UC_HOOK_MEM_WRITE, UC_MODE_64, Uc, UcError
from unicorn import x86_const as x86

from bios_machine import BUILD, CF, ENTRY, IF, SECTOR, STACK_END, STAGE2, STAGE2_LBA, C
from bios_machine import register

MIB = 1 << 20
MEMORY = 32 * MIB
DESCENT = 0x9FC00  # where an EBDA would begin: nothing of the chain's
DESCENT_TABLES = MEMORY - 0x2000
FILL = 0xCC  # what RAM holds when it is switched on
ELF = BUILD / "stage2" / "stage2.elf"
BDA_KEYBOARD_FLAGS = 0x417
INSTRUCTIONS = 40_000_000
SMAP = 0x534D4150
EFLAGS_RESERVED = 2

NX, LONG_MODE = 1 << 20, 1 << 29
FEATURES = 1 << 4 | 1 << 5 | 1 << 6  # TSC, MSR, PAE
VENDOR = (1, 0x756E6547, 0x6C65746E, 0x49656E69)

# From the emulator's long mode down to the state in which stage1 enters stage2.
DESCEND = f"""
bits 64
org {DESCENT}
        lgdt    [abs pointer]
        mov     eax, {DESCENT_TABLES}
        mov     cr3, rax
        mov     eax, 1 << 5             ; PAE
        mov     cr4, rax
        mov     eax, 1 << 31 | 0x11     ; PG, ET, PE
        mov     cr0, rax
        mov     esp, {STACK_END}
        push    8
        push    down - {DESCENT & 0xF0000}
        retfq
bits 16
down:
        mov     ax, 16
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     eax, 0x11
        mov     cr0, eax
        mov     ecx, 0xc0000080         ; EFER
        xor     eax, eax
        xor     edx, edx
        wrmsr
        mov     cr4, eax
        mov     al, 0x10
        mov     cr0, eax
        jmp     {DESCENT >> 4 & 0xF000}:real - {DESCENT & 0xF0000}
real:
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        jmp     0:{ENTRY}
align 8
table:  dq      0, 0x00009b0{DESCENT >> 16:x}0000ffff, 0x000093000000ffff
pointer:
        dw      pointer - table - 1
        dq      table
"""


@cache
def descent():
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "descent.asm", Path(folder) / "descent"
        source.write_text(DESCEND)
        subprocess.run(["nasm", "-f", "bin", "-o", target, source], check=True)
        return target.read_bytes()


@cache
def image():
    return (BUILD / "ascent.img").read_bytes()


@cache
def symbols():
    with open(ELF, "rb") as file:
        table = ELFFile(file).get_section_by_name(".symtab")
        return {symbol.name: symbol["st_value"] for symbol in table.iter_symbols()}


class Bios:
    """Firmware by the book: a function for each call, which returns whether it succeeded."""

    DISK = {0x00: "reset", 0x02: "read_chs", 0x08: "geometry", 0x41: "edd_check",
            0x42: "read_lba"}
    SYSTEM = {0x2401: "a20_enable", 0xE820: "e820"}
    memory = [(0, 0x9FC00, 1), (0x9FC00, 0x400, 2), (MIB, MEMORY - 2 * MIB, 1)]

    def interrupt(self, pc, number):
        """To the function that is asked for; an interrupt that nobody needs ends the run."""
        function = {0x10: "video", 0x12: "low_memory"}.get(number)
        if number == 0x13:
            function = self.DISK.get(pc.ax >> 8)
        elif number == 0x15:
            function = self.SYSTEM.get(pc.ax, "unknown")
        if function is None:
            pc.problems.append(f"INT {number:#x} AX={pc.ax:#x} at {pc.rip:#x}")
            pc.cpu.emu_stop()
            return
        pc.calls.append(function)
        failed = not getattr(self, function)(pc)
        pc.flags = pc.flags & ~CF | failed | EFLAGS_RESERVED

    def video(self, pc):
        function = pc.ax >> 8
        if function == 0x0F:
            pc.ax, pc.bx = 80 << 8 | 3, 0
        elif function == 0x03:
            pc.dx = 0
        elif function == 0x13:
            pc.screen += pc.read(pc.es * 16 + pc.bp, pc.cx).decode("ascii")
        return True

    def low_memory(self, pc):
        pc.ax = 639
        return True

    def edd_check(self, pc):
        pc.ax, pc.bx, pc.cx = 0x3000, 0xAA55, 1
        return True

    def read_lba(self, pc):
        _, _, count, offset, segment, lba = struct.unpack("<BBHHHQ",
                                                          pc.read(pc.ds * 16 + pc.si, 16))
        return self.give(pc, lba, count, segment * 16 + offset)

    def geometry(self, pc):
        pc.cx, pc.dx = 255 << 8 | 32, 63 << 8 | 1
        return True

    def read_chs(self, pc):
        cylinder, sector, head = pc.cx >> 8 | (pc.cx & 0xC0) << 2, pc.cx & 0x3F, pc.dx >> 8
        lba = (cylinder * 64 + head) * 32 + sector - 1
        return self.give(pc, lba, pc.ax & 0xFF, pc.es * 16 + pc.bx)

    def give(self, pc, lba, count, to):
        pc.write(to, image()[lba * SECTOR:(lba + count) * SECTOR])
        return True

    def reset(self, pc):
        return True

    def e820(self, pc):
        index = pc.ebx
        base, length, kind = self.memory[index]
        pc.write(pc.es * 16 + pc.di, struct.pack("<QQII", base, length, kind, 1))
        pc.eax, pc.ecx, pc.ebx = SMAP, 24, (index + 1) % len(self.memory)
        return True

    def a20_enable(self, pc):
        pc.ports.open_by("bios")
        return True

    def unknown(self, pc):
        pc.ax = 0x8600
        return False


class Ports:
    """COM1 with nothing to wait for, PICs, CMOS, CRTC, and the gate with its two hardware ways."""

    IGNORED = {0x21, 0xA1, 0x70, 0x71, 0x3D4, 0x3D5}
    COM1 = C["UART_COM1"]

    def __init__(self, is_open=True, works=("bios", "port 92", "8042"), port_92=0, status=0):
        self.is_open, self.works, self.port_92, self.status = is_open, works, port_92, status
        self.opened_by = None
        self.scratch, self.latch, self.command = 0, 0, None
        self.text, self.reads, self.writes = "", [], []
        self.was_reset = False

    def delay(self):
        """A write to port 80h, which is there to take its time."""

    def open_by(self, way):
        if way in self.works:
            self.is_open, self.opened_by = True, way

    def read(self, port):
        self.reads.append(port)
        return {self.COM1 + 5: 0x60, self.COM1 + 7: self.scratch, 0x71: 0, 0x92: self.port_92,
                0x64: self.status, 0x60: 0x1C}.get(port, 0xFF)

    def write(self, port, value):
        if port in self.IGNORED:
            return True
        self.writes.append((port, value))
        if port == self.COM1 + 3:
            self.latch = value & 0x80
        elif port == self.COM1 + 7:
            self.scratch = value
        elif port == self.COM1 and not self.latch:
            self.text += chr(value)
        elif port == 0x92:
            self.was_reset |= bool(value & 1)
            self.port_92 = value
            if value & 2:
                self.open_by("port 92")
        elif port in (0x60, 0x64):
            self._i8042(port, value)
        return self.COM1 <= port < self.COM1 + 8 or port in (0x92, 0x60, 0x64)

    def _i8042(self, port, value):
        if port == 0x64:
            self.command = value
            self.was_reset |= value >= 0xF0 and not value & 1
        elif self.command == 0xD1:
            self.was_reset |= not value & 1
            if value & 2:
                self.open_by("8042")


class Pc:
    ax, bx, cx, dx = map(register, ("ax", "bx", "cx", "dx"))
    si, di, bp, sp = map(register, ("si", "di", "bp", "sp"))
    cs, ds, es, ss = map(register, ("cs", "ds", "es", "ss"))
    eax, ebx, ecx, edx = map(register, ("eax", "ebx", "ecx", "edx"))
    esi, edi, ebp, esp, flags = map(register, ("esi", "edi", "ebp", "esp", "eflags"))
    rip, rsp, rdi, cr0, cr3, cr4 = map(register, ("rip", "rsp", "rdi", "cr0", "cr3", "cr4"))

    def __init__(self, bios=None, ports=None, extended=NX | LONG_MODE, drive=0x80, shift=0):
        self.bios, self.ports, self.extended = bios or Bios(), ports or Ports(), extended
        self.screen, self.calls, self.problems = "", [], []
        self.executed, self.successors, self.last = set(), set(), None
        self.cpu = Uc(UC_ARCH_X86, UC_MODE_64)
        self.cpu.mem_map(0, MEMORY)
        # The emulator looks for every virtual address in physical memory, too, and finds it here.
        self.cpu.mem_map(C["VIRT_KERNEL_STACK_START"], C["VIRT_KERNEL_STACK_SIZE"])
        self.write(0, bytes([FILL]) * MIB)
        self.write(DESCENT, descent())
        self.write(DESCENT_TABLES, struct.pack("<Q", DESCENT_TABLES + 0x1003).ljust(4096, b"\0"))
        self.write(DESCENT_TABLES + 0x1000, struct.pack("<Q", 0x83).ljust(4096, b"\0"))
        self.write(0x400, bytes(256))
        for address, value in ((0x40E, 0x9FC0), (0x413, 639), (BDA_KEYBOARD_FLAGS, shift),
                               (0x484, 24)):
            self.write(address, struct.pack("<H", value))
        self.file_bytes = struct.unpack_from("<I", image(), STAGE2_LBA * SECTOR + 8)[0]
        start = STAGE2_LBA * SECTOR
        self.write(STAGE2, image()[start:start + self.file_bytes])
        self._watch()
        self.edx = drive
        self.go(DESCENT, ENTRY)

    def _watch(self):
        hook = self.cpu.hook_add
        hook(UC_HOOK_INTR, self._on_interrupt)
        hook(UC_HOOK_MEM_READ, self._on_high_read, None, MIB, MIB + 0xFFFF)
        hook(UC_HOOK_MEM_WRITE, self._on_high_write, None, MIB, MEMORY - 1)
        hook(UC_HOOK_INSN, self._on_in, None, 1, 0, x86.UC_X86_INS_IN)
        hook(UC_HOOK_INSN, self._on_out, None, 1, 0, x86.UC_X86_INS_OUT)
        hook(UC_HOOK_INSN, self._on_cpuid, None, 1, 0, x86.UC_X86_INS_CPUID)
        no_nx = symbols()["long_enter.no_nx"]
        hook(UC_HOOK_CODE, self._on_no_nx, None, no_nx, no_nx)

    def trace(self, first, last):
        """Notes every instruction from `first` to `last`, and what came after it."""
        self.cpu.hook_add(UC_HOOK_CODE, self._on_instruction, None, first, last)

    def run(self):
        """From stage2's entry to the kernel's, or to the halt."""
        self.go(ENTRY)
        assert not self.problems, self.problems
        assert not self.ports.was_reset, self.ports.writes
        return self

    def go(self, start, end=0):
        try:
            self.cpu.emu_start(start, end, count=INSTRUCTIONS)
        except UcError as error:  # the kernel's first instruction: see __init__
            if self.rip != self.kernel_entry:
                raise AssertionError(f"{error} at {self.rip:#x}: {self.ports.text}") from error

    @property
    def kernel_entry(self):
        lba, = struct.unpack_from("<I", image(), STAGE2_LBA * SECTOR + 16)
        return struct.unpack_from("<Q", image(), lba * SECTOR + 16)[0]

    @property
    def vectors(self):
        """Base and limit of the table of interrupt vectors or gates."""
        return self.cpu.reg_read(x86.UC_X86_REG_IDTR)[1:3]

    @vectors.setter
    def vectors(self, value):
        self.cpu.reg_write(x86.UC_X86_REG_IDTR, (0, *value, 0))

    @property
    def task_register(self):
        """Selector, base and limit."""
        return self.cpu.reg_read(x86.UC_X86_REG_TR)[:3]

    @property
    def climbed(self):
        return self.rip == self.kernel_entry

    @property
    def halted(self):
        return self.rip < STAGE2 + self.file_bytes and self.read(self.rip - 1, 1) == b"\xf4"

    def told(self, step):
        """What stage2 says of a step."""
        lines = self.ports.text.replace("\r\n", "\n").split("\n")
        return "; ".join(line.split(f"] {step}: ", 1)[1] for line in lines
                         if line.startswith(f"[stage2] {step}: "))

    def write(self, address, data):
        self.cpu.mem_write(address, bytes(data))

    def read(self, address, count):
        return bytes(self.cpu.mem_read(address, count))

    def push(self, value, count):
        self.rsp -= count
        self.write(self.rsp, value.to_bytes(count, "little"))

    # What the CPU does.

    def _on_instruction(self, cpu, address, size, _):
        if self.last is not None:
            self.successors.add((self.last[0], address == sum(self.last)))
        self.last = address, size
        self.executed.add(address)

    def _on_high_read(self, cpu, access, address, size, value, _):
        if not self.ports.is_open:  # what lies there is what lies 1 MiB below
            cpu.mem_write(address, bytes(cpu.mem_read(address - MIB, size)))

    def _on_high_write(self, cpu, access, address, size, value, _):
        if not self.ports.is_open and address & MIB:
            self.problems.append(f"a write to {address:#x} with the gate shut")
            cpu.emu_stop()

    def _on_in(self, cpu, port, size, _):
        return self.ports.read(port)

    def _on_out(self, cpu, port, size, value, _):
        if port == 0x80:
            self.ports.delay()
        elif not self.ports.write(port, value):
            self.problems.append(f"out {port:#x}, {value:#x}")

    def _on_cpuid(self, cpu, _):
        self.eax, self.ebx, self.ecx, self.edx = {
            0: VENDOR, 1: (0x663, 0, 0, FEATURES), 0x80000000: (0x80000001, 0, 0, 0),
            0x80000001: (0, 0, 0, self.extended),
        }[self.eax]
        return 1

    def _on_no_nx(self, cpu, address, size, _):
        """EAX is what goes to EFER."""
        self.efer = self.eax
        for table in range(self.cr3, self.cr3 + 16 * 4096, 4096):
            entries = struct.unpack("<512Q", self.read(table, 4096))
            self.write(table, struct.pack("<512Q", *(entry & ~(1 << 63) for entry in entries)))

    def _on_interrupt(self, cpu, number, _):
        if not self.flags & IF:
            self.problems.append(f"INT {number:#x} at {self.rip:#x} with interrupts off")
        self.bios.interrupt(self, number)
