"""test_modes.py: the arithmetic that ships computes the same in 16-, 32- and 64-bit code.

The host's unit tests run 64-bit code that sanitizers have changed. Here modes_driver.c and the pure
files are compiled as the product compiles them, and a CPU emulator runs them in each mode.
"""

import random
import struct
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from unicorn import UC_ARCH_X86, UC_HOOK_CODE, UC_MODE_16, UC_MODE_32, UC_MODE_64, Uc
from unicorn.x86_const import UC_X86_REG_ESP, UC_X86_REG_RSP, UC_X86_REG_SP

from images import crc32c
from modes import ROOT, compile_object, levels, run

SOURCES = ["tests/unit/modes_driver.c", "common/crc32c.c", "common/digits.c", "common/format.c",
           "common/format_buffer.c",
           "common/memory_map.c", "common/paging.c", "common/string.c"]

# Everything lies below 64 KiB, as in stage2's real-mode half.
TEXT, STACK, RETURN, MEMORY_BYTES = 0x1000, 0xFF00, 0xFF80, 0x10000
DATA_BYTES = 6144
INPUT_BYTES = 24 + DATA_BYTES
EMULATORS = {"real": (UC_MODE_16, UC_X86_REG_SP), "protected": (UC_MODE_32, UC_X86_REG_ESP),
             "long": (UC_MODE_64, UC_X86_REG_RSP)}
LONG_BITS = {"real": 32, "protected": 32, "long": 64}
INSTRUCTIONS_MOST = 50_000_000


class Machine:
    """A program of ours in a CPU: symbols, memory, and calls of functions without arguments."""

    def __init__(self, path, mode):
        cpu_mode, self.stack_register = EMULATORS[mode]
        self.path, self.mode = path, mode
        self.cpu = Uc(UC_ARCH_X86, cpu_mode)
        self.cpu.mem_map(0, MEMORY_BYTES)
        with open(path, "rb") as file:
            elf = ELFFile(file)
            self.symbols = {symbol.name: symbol["st_value"]
                            for symbol in elf.get_section_by_name(".symtab").iter_symbols()}
            for segment in elf.iter_segments():
                if segment["p_type"] == "PT_LOAD":
                    assert segment["p_vaddr"] + segment["p_memsz"] < STACK - 0x800
                    self.cpu.mem_write(segment["p_vaddr"], segment.data())

    def write(self, name, data, offset=0):
        self.cpu.mem_write(self.symbols[name] + offset, bytes(data))

    def read(self, name, count, offset=0):
        return bytes(self.cpu.mem_read(self.symbols[name] + offset, count))

    def set_input(self, value=0, choice=0, count=0, to=0, source=0, data=b""):
        self.write("input", struct.pack("<QIIII", value, choice, count, to, source) + data)

    def call(self, name):
        """Returns what the function left in `result`."""
        pointer = struct.pack("<Q" if self.mode == "long" else "<I", RETURN)
        self.cpu.mem_write(STACK - len(pointer), pointer)
        self.cpu.reg_write(self.stack_register, STACK - len(pointer))
        self.cpu.emu_start(self.symbols[name], RETURN, count=INSTRUCTIONS_MOST)
        assert self.cpu.reg_read(self.stack_register) == STACK, "it did not return"
        return struct.unpack("<I", self.read("result", 4))[0]

    def count(self, name):
        """Calls, in a CPU of its own, and returns the number of instructions."""
        # Code that was translated before has no hook in it, and to forget it all takes longer.
        other = Machine(self.path, self.mode)
        other.write("input", self.read("input", INPUT_BYTES))
        counted = [0]

        def step(*_):
            counted[0] += 1

        other.cpu.hook_add(UC_HOOK_CODE, step)
        other.call(name)
        return counted[0]


def link(compiler, mode, level, folder):
    """Compiles the sources as the product does and links them below 64 KiB."""
    objects = [compile_object(compiler, mode, source, folder / f"{Path(source).stem}.o", level)
               for source in SOURCES]
    emulation = "elf_x86_64" if mode == "long" else "elf_i386"
    run("ld", "-m", emulation, "-e", "run_crc32c", "-Ttext", hex(TEXT), "-z", "max-page-size=16",
        "-z", "noexecstack", "--no-warn-rwx-segments", "-o", folder / "program", *objects)
    return folder / "program"


WAYS = [(compiler, mode, level) for mode in EMULATORS for compiler in ("gcc", "clang")
        for level in levels(compiler)[1:]]


@pytest.fixture(scope="module", name="machine", params=WAYS, ids="".join)
def every_machine(request, tmp_path_factory):
    compiler, mode, level = request.param
    return Machine(link(compiler, mode, level, tmp_path_factory.mktemp(mode)), mode)


# --- CRC-32C -----------------------------------------------------------------------------------

def test_crc32c(machine):
    draw = random.Random(1)
    for count in [0, 1, 7, 8, 9, 63, 1000]:
        data = draw.randbytes(count)
        machine.set_input(count=count, data=data)
        assert machine.call("run_crc32c") == crc32c(data)
    machine.set_input(count=9, data=b"123456789")
    assert machine.call("run_crc32c") == 0xE3069283


# --- formatting --------------------------------------------------------------------------------

def signed(value, bits):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def unsigned(value, bits):
    return value & (1 << bits) - 1


FORMATS = [
    lambda value, long_bits: f"{value}",
    lambda value, long_bits: f"{signed(value, 64)}",
    lambda value, long_bits: f"{value:#x}" if value else "0",
    lambda value, long_bits: f"{value:o}",
    lambda value, long_bits: f"{unsigned(value, 32)}",
    lambda value, long_bits: f"{signed(value, 32)}",
    lambda value, long_bits: f"{unsigned(value, long_bits)}",
    lambda value, long_bits: f"{unsigned(value, long_bits):x}",
    lambda value, long_bits: f"0x{unsigned(value, long_bits):0{long_bits // 4}x}",
    lambda value, long_bits: (f"{signed(value, 8)} between {value} "
                              f"{signed(value, 32):5d}|"),
]


def test_format(machine):
    draw = random.Random(2)
    values = [0, 1, 2**32 - 1, 2**32, 2**63, 2**64 - 1, *(10**n for n in range(20)),
              *(10**n - 1 for n in range(20)),
              *(draw.getrandbits(64) >> draw.randrange(64) for _ in range(100))]
    for choice, expected in enumerate(FORMATS):
        for value in values:
            machine.set_input(value=value, choice=choice)
            length = machine.call("run_format")
            text = expected(value, LONG_BITS[machine.mode])
            assert machine.read("output", length + 1) == text.encode() + b"\0"


# Budgets for 64-bit code, with a fifth to spare: a change that costs more than that is seen.
LINES = {"hello": 150, "%d": 340, "log line": 1500, "page fault line": 1550, "task line": 1750}


def test_instructions_of_a_line(machine):
    for choice, (name, most) in enumerate(LINES.items()):
        machine.set_input(choice=choice)
        count = machine.count("run_line")
        print(f"{machine.mode} {name}: {count} instructions")
        assert count < (most if machine.mode == "long" else 2 * most), name


# --- memory functions: row 02-10 ------------------------------------------------------------------

MEMCPY, MEMMOVE, MEMSET, MEMCMP, STRNLEN = range(5)


def test_strings(machine):
    draw = random.Random(3)
    for _ in range(1500):
        count = draw.randrange(draw.choice([2, 20, 70, 2000]))
        to, source = draw.randrange(70), draw.randrange(70)
        choice = draw.choice([MEMCPY, MEMMOVE, MEMSET])
        before, data = draw.randbytes(DATA_BYTES), draw.randbytes(DATA_BYTES)
        value = draw.getrandbits(32)
        machine.write("output", before)
        machine.set_input(value, choice, count, to, source, data)
        machine.call("run_string")
        put = {MEMCPY: data[source:source + count], MEMMOVE: before[source:source + count],
               MEMSET: bytes([value % 256]) * count}[choice]
        assert machine.read("output", DATA_BYTES) == before[:to] + put + before[to + count:]


def test_comparisons(machine):
    draw = random.Random(4)
    for _ in range(500):
        count = draw.randrange(1, 60)
        data = bytearray(draw.randbytes(count))
        machine.write("output", b"\xaa" + data)
        for place in draw.sample(range(count), k=draw.randrange(min(count, 3))):
            data[place] = draw.randrange(256)
        machine.set_input(choice=MEMCMP, count=count, to=1, data=bytes(data))
        order = signed(machine.call("run_string"), 32)
        ours = machine.read("output", count, 1)
        assert (order > 0) - (order < 0) == (ours > data) - (ours < data)
    for length in range(20):
        machine.write("output", b"x" * length + b"\0")
        machine.set_input(choice=STRNLEN, count=10)
        assert machine.call("run_string") == min(length, 10)


@pytest.mark.parametrize("choice", [MEMCPY, MEMMOVE, MEMSET])
def test_a_word_a_step(machine, choice):
    """An emulated CPU takes as long as there are instructions: at most 4 for each word."""
    machine.set_input(choice=choice, count=4096, to=0, source=1)
    words = 4096 * 8 // LONG_BITS[machine.mode]
    assert machine.count("run_string") < 4 * words + 100


# --- memory maps and page tables: as the tested 64-bit code has it -----------------------------

@pytest.fixture(scope="module", name="reference")
def reference_machine(tmp_path_factory):
    return Machine(link("gcc", "long", "-O2", tmp_path_factory.mktemp("reference")), "long")


def raw_map(path):
    lines = [line.split() for line in path.read_text().splitlines() if not line.startswith("#")]
    return b"".join(struct.pack("<QQII", int(base, 16), int(length, 16), int(kind), 1)
                    for base, length, kind in lines)


def clean_map(machine, raw):
    machine.set_input(count=len(raw), data=raw)
    return machine.read("output", machine.call("run_memory_map") * 24)


def test_memory_map(machine, reference):
    maps = sorted((ROOT / "tests/data/e820").glob("*.txt"))
    assert len(maps) == 39
    for path in maps:
        clean = clean_map(reference, raw_map(path))
        assert len(clean) > 0
        assert clean_map(machine, raw_map(path)) == clean, path.name


def test_paging(machine, reference):
    for nx in (0, 1):
        answers = []
        for each in (machine, reference):
            each.set_input(choice=nx)
            answers.append((each.call("run_paging"), each.read("tables", 6 * 4096)))
        assert answers[0] == answers[1]
        # Five tables used by three good mappings, the sixth by one that then finds none.
        assert answers[0][0] == 6 << 16 | 1 << 8
