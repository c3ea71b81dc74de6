"""A PC small enough for stage1: a CPU emulator, a scripted BIOS, a serial port, and suspicion.

Runs the very bytes of the boot sector. `Bios` is the firmware, honest and tidy; a test derives
from it what its firmware does wrong. The machine itself watches what no firmware forgives: every
call must come with sane segments and flags, every packet must be whole and new, every write must
go to the stack or the window. After each call the firmware's traces lie all over the free part of
the stack, where real firmware has its own frames.
"""

import os
import random
import re
import struct
from dataclasses import dataclass, field
from pathlib import Path

from unicorn import UC_ARCH_X86, UC_HOOK_CODE, UC_HOOK_INSN, UC_HOOK_INTR, UC_HOOK_MEM_WRITE
from unicorn import UC_MODE_16, Uc
from unicorn import x86_const as x86

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("BUILD", ROOT / "build")).resolve()
STAGE1 = Path(os.environ.get("STAGE1", BUILD / "stage1" / "stage1.bin"))


def _constants():
    """What stage1 itself was assembled with."""
    text = "".join((BUILD / "gen" / f"{name}.inc").read_text() for name in ("layout", "constants"))
    return {name: int(value, 0) for name, value in
            re.findall(r"^%define (\w+) (0x[0-9a-f]+|\d+)$", text, re.MULTILINE)}


C = _constants()
SECTOR = C["SECTOR_BYTES"]
SECTOR_0 = C["RAM_STAGE1_START"]
STACK_START, STACK_END = C["RAM_REAL_STACK_START"], C["RAM_REAL_STACK_END"]
STAGE2, STAGE2_LBA = C["RAM_STAGE2_START"], C["DISK_STAGE2_LBA"]
ENTRY = STAGE2 + C["STAGE2_HEADER_SIZE"]
WINDOW = range(C["STAGE1_BPB_START"], C["STAGE1_BPB_END"])
BUILD_ID = 0x5EED1D01

CF, IF, DF = 1 << 0, 1 << 9, 1 << 10
LINE = 64 << 10  # no transfer may cross a multiple of it
MEMORY = 1 << 20
FIRMWARE_STACK = 2 << 10  # what firmware may use of our stack
INSTRUCTIONS = 1 << 20  # stage1 with all its tries takes far fewer
COM1_THR, COM1_DLM, COM1_FCR, COM1_LCR = (C["UART_COM1"] + offset for offset in (0, 1, 2, 3))
DLAB = 0x80


def make_stage2(sectors=4, magic=None, build_id=BUILD_ID, file_bytes=None, unbalance=0, seed=1):
    """A file that stage1 accepts, unless an argument spoils it."""
    body = bytearray(random.Random(seed).randbytes(sectors * SECTOR))
    struct.pack_into("<IIII", body, 0, C["STAGE2_MAGIC"] if magic is None else magic, build_id,
                     len(body) if file_bytes is None else file_bytes, 0)
    total = sum(struct.unpack(f"<{len(body) // 4}I", body))
    struct.pack_into("<I", body, C["STAGE2_HEADER_SUM"], (unbalance - total) % (1 << 32))
    return bytes(body)


def make_sector_0(sectors=4, build_id=BUILD_ID):
    """Sector 0 as mkimage leaves it, as far as stage1 knows of it."""
    code = bytearray(STAGE1.read_bytes())
    assert len(code) == C["STAGE1_CODE_BYTES"]
    struct.pack_into("<IH", code, C["STAGE1_HEADER_OFFSET"], build_id, sectors)
    return bytes(code).ljust(SECTOR - 2, b"\0") + b"\x55\xaa"


@dataclass
class Drive:
    """A disk with nothing but stage2 on it; faults are the statuses of its first reads."""

    stage2: bytes = field(default_factory=make_stage2)
    cylinders: int = 80
    heads: int = 2
    sectors: int = 18
    edd: bool = True
    faults: list = field(default_factory=list)  # one a read: a status, or None

    def read(self, lba, count):
        start = (lba - STAGE2_LBA) * SECTOR
        return self.stage2[start:start + count * SECTOR].ljust(count * SECTOR, b"\xf6")

    def fault(self):
        return self.faults.pop(0) if self.faults else None


class Bios:
    """Firmware by the book. A function returns a status, None for success."""

    def reset(self, pc, drive):
        return None

    def edd_check(self, pc, drive):
        if not drive.edd or pc.bx != 0x55AA:
            return 0x01
        pc.ax, pc.bx, pc.cx = 0x3000, 0xAA55, 0x0001
        return None

    def geometry(self, pc, drive):
        cylinder = drive.cylinders - 1
        pc.cx = (cylinder & 0xFF) << 8 | cylinder >> 8 << 6 | drive.sectors
        pc.dx = (drive.heads - 1) << 8 | 1
        pc.es, pc.di = 0xF000, 0xEFC7  # a floppy's parameter table
        return None

    def read_lba(self, pc, drive):
        packet = pc.packet()
        status = drive.fault()
        if status is None:
            pc.write(packet.buffer, drive.read(packet.lba, packet.count))
        pc.write(packet.address, pc.random.randbytes(16))  # the packet is the firmware's (quirk 27)
        return status

    def read_chs(self, pc, drive):
        lba, count, buffer = pc.chs(drive)
        status = drive.fault()
        if status is None:
            pc.write(buffer, drive.read(lba, count))
        return status

    def teletype(self, pc):
        pc.screen += chr(pc.ax & 0xFF)
        pc.ax = pc.bp = 0xEAEA  # quirk 33

    def leave(self, pc, function):
        """The last word before every return from INT 13h: what else has changed."""


@dataclass
class Packet:
    address: int
    count: int
    buffer: int
    lba: int


def register(name):
    """A register of the CPU as an attribute: 16-bit ones by their names, EFLAGS, ESP."""
    number = getattr(x86, f"UC_X86_REG_{name.upper()}")
    return property(lambda pc: pc.cpu.reg_read(number),
                    lambda pc, value: pc.cpu.reg_write(number, value))


class Machine:
    ax, bx, cx, dx = map(register, ("ax", "bx", "cx", "dx"))
    si, di, bp, sp = map(register, ("si", "di", "bp", "sp"))
    cs, ds, es, ss = map(register, ("cs", "ds", "es", "ss"))
    fs, gs, flags = map(register, ("fs", "gs", "eflags"))

    FUNCTIONS = {0x00: "reset", 0x02: "read_chs", 0x08: "geometry", 0x41: "edd_check",
                 0x42: "read_lba"}

    def __init__(self, drives=None, bios=None, dl=0x80, cs=0, sector_0=None, ram=0xCC, flags=DF,
                 window=None, seed=7):
        self.drives = {0x80: Drive()} if drives is None else drives
        self.bios = bios or Bios()
        self.screen, self.serial, self.uart = "", "", {}
        self.calls, self.counts = [], []  # (function, drive) of every call; sectors of every read
        self.problems, self.executed, self.branches, self.instructions = [], set(), set(), 0
        self.last = None
        self.random = random.Random(seed)
        self.cpu = Uc(UC_ARCH_X86, UC_MODE_16)
        self.cpu.mem_map(0, MEMORY)
        self.write(0, bytes([ram]) * MEMORY)
        self.sector_0 = bytearray(make_sector_0() if sector_0 is None else sector_0)
        if window is not None:
            self.sector_0[WINDOW.start:WINDOW.stop] = bytes([window]) * len(WINDOW)
        self.write(SECTOR_0, bytes(self.sector_0))
        self.clobber()
        self.ds, self.es, self.fs, self.gs = 0x9000, 0xB800, 0xFFFF, 0x1234
        self.ss, self.sp = 0x0FF0, 0x0101
        self.cs, self.dx, self.flags = cs, 0xA500 | dl, flags
        self._watch()

    def _watch(self):
        self.cpu.hook_add(UC_HOOK_CODE, self._on_instruction)
        self.cpu.hook_add(UC_HOOK_INTR, self._on_interrupt)
        self.cpu.hook_add(UC_HOOK_MEM_WRITE, self._on_write)
        self.cpu.hook_add(UC_HOOK_INSN, self._on_out, None, 1, 0, x86.UC_X86_INS_OUT)

    def clobber(self, names="eax ebx ecx edx esi edi ebp"):
        """Whole registers, upper halves included, become anything (quirks 33, 43)."""
        for name in names.split():
            number = getattr(x86, f"UC_X86_REG_{name.upper()}")
            self.cpu.reg_write(number, self.random.getrandbits(32))

    def run(self):
        """To stage2 or to the halt; every surprise on the way is a failure."""
        self.cpu.emu_start(SECTOR_0, MEMORY, count=INSTRUCTIONS)
        assert not self.problems, "\n".join(self.problems)
        assert self.jumped or self.halted, f"still running: {self.screen!r}, {self.calls[-9:]}"
        assert self.screen == self.serial
        return self

    @property
    def jumped(self):
        return self.last == ENTRY

    @property
    def halted(self):
        return bytes(self.cpu.mem_read(self.last, 1)) == b"\xf4"

    def write(self, address, data):
        self.cpu.mem_write(address, bytes(data))

    def read(self, address, count):
        return bytes(self.cpu.mem_read(address, count))

    def demand(self, condition, text):
        if not condition:
            self.problems.append(f"{text}: call {len(self.calls)}, {self.calls[-1:]}")

    # What the CPU does.

    def _on_instruction(self, cpu, address, size, _):
        if self.last is not None:
            self.branches.add((self.last, address))
        self.last = address
        if address == ENTRY:
            cpu.emu_stop()
            return
        self.instructions += 1
        self.executed.add(address)
        inside = SECTOR_0 <= address < SECTOR_0 + C["STAGE1_HEADER_OFFSET"]
        if not inside or address - SECTOR_0 in WINDOW:
            self.problems.append(f"runs away to {address:#x}")
            cpu.emu_stop()

    def _on_write(self, cpu, access, address, size, value, _):
        stack = STACK_START <= address and address + size <= STACK_END
        window = address - SECTOR_0 in WINDOW and address + size - 1 - SECTOR_0 in WINDOW
        self.demand(stack or window, f"writes {value:#x} to {address:#x}")

    def _on_out(self, cpu, port, size, value, _):
        self.demand(size == 1 and COM1_THR <= port <= COM1_LCR, f"out {port:#x}, {value:#x}")
        latch = self.uart.get(COM1_LCR, 0) & DLAB
        if port != COM1_THR or latch:
            self.uart[port, "latch"] = self.uart[port] = value
            return
        divisor = self.uart.get((COM1_THR, "latch")), self.uart.get((COM1_DLM, "latch"))
        self.demand(divisor == (1, 0), f"COM1's divisor is {divisor}")
        self.demand(self.uart.get(COM1_LCR) == 3, "COM1 is not 8N1")
        self.demand(self.uart.get(COM1_FCR, 0) & 1, "COM1's FIFO is off")
        self.serial += chr(value)

    def _on_interrupt(self, cpu, number, _):
        self.demand((self.cs, self.ds, self.es, self.ss) == (0, 0, 0, 0), "segments")
        self.demand(self.flags & IF and not self.flags & DF, f"flags {self.flags:#x}")
        self.demand(STACK_END - 64 <= self.sp <= STACK_END, f"SP {self.sp:#x}")
        if number == 0x10 and self.ax >> 8 == 0x0E:
            self.demand(self.bx == 7, "page and colour")
            self.bios.teletype(self)
        elif number == 0x13 and self.ax >> 8 in self.FUNCTIONS:
            self._disk(self.FUNCTIONS[self.ax >> 8])
        else:
            self.problems.append(f"INT {number:#x} AX={self.ax:#x}")
            cpu.emu_stop()
        self.write(self.sp - FIRMWARE_STACK, self.random.randbytes(FIRMWARE_STACK))

    def _disk(self, function):
        drive_number = self.dx & 0xFF
        self.calls.append((function, drive_number))
        drive = self.drives.get(drive_number)
        carry_kept = getattr(self.bios, "carry_kept", ())
        before = self.flags & CF
        status = 0x01 if drive is None else getattr(self.bios, function)(self, drive)
        self.flags = self.flags & ~CF | (before if function in carry_kept else status is not None)
        if status is not None:
            self.ax = status << 8 | self.ax & 0xFF
        elif function != "edd_check":
            self.ax &= 0xFF
        self.bios.leave(self, function)

    # What the firmware is asked.

    def packet(self):
        """The packet of AH=42h, which has to be whole, new and within the rules."""
        size, zero, count, offset, segment, lba = struct.unpack("<BBHHHQ", self.read(self.si, 16))
        self.demand((size, zero) == (16, 0) and self.si % 4 == 0, f"packet at {self.si:#x}")
        self.demand(1 <= count <= 127, f"{count} sectors in one packet")
        self._buffer(segment, offset, count)
        return Packet(self.si, count, segment * 16 + offset, lba)

    def chs(self, drive):
        """LBA, count and buffer of AH=02h, which has to stay on one track."""
        cylinder = self.cx >> 8 | (self.cx & 0xC0) << 2
        sector, head, count = self.cx & 0x3F, self.dx >> 8, self.ax & 0xFF
        self.demand(1 <= sector and count >= 1 and sector - 1 + count <= drive.sectors, "track")
        self.demand(head < drive.heads and cylinder < drive.cylinders, f"head {head}, {cylinder}")
        self._buffer(self.es, self.bx, count)
        lba = (cylinder * drive.heads + head) * drive.sectors + sector - 1
        return lba, count, self.es * 16 + self.bx

    def _buffer(self, segment, offset, count):
        self.counts.append(count)
        first, last = segment * 16 + offset, segment * 16 + offset + count * SECTOR - 1
        self.demand(offset + count * SECTOR <= LINE, "the offset wraps")
        self.demand(first // LINE == last // LINE, "a 64 KiB line is crossed")
        self.demand(STAGE2 <= first and last < C["RAM_STAGE2_END"], f"reads to {first:#x}")
