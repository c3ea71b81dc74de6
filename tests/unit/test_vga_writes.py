"""test_vga_writes.py: every write to the screen arrives, whatever the optimisation (03-8, 04-14).

The driver's files are compiled and linked by themselves and run in a CPU emulator, which tells each
write to video memory. Nothing in C ever reads the screen, so a compiler may drop what is written
there before something else, unless it is told that each write counts.
"""

import re
from pathlib import Path

import pytest
from unicorn import UC_ARCH_X86, UC_HOOK_INSN, UC_HOOK_MEM_WRITE, UC_MODE_64, Uc
from unicorn import x86_const as x86

from modes import BUILD, MODES, ROOT, WARNINGS, run

CORE = [f"kernel/core/{name}.c" for name in ("text_screen", "utf8", "cp437")]
# The driver, and a caller of its writer, a static function, that a compiler sees through: one row,
# three times.
SPINNER = """
#include "kernel/dev/vga.c"
__attribute__((used)) void spin(void);
__attribute__((used)) void spin(void)
{
    static union text_row row;
    row.cells[0] = '-';
    row_write(video, &row);
    row.cells[0] = '\\\\';
    row_write(video, &row);
    row.cells[0] = '|';
    row_write(video, &row);
}
"""
LINK = ["-nostdlib", "-static", "-Wl,-e,vga_put", "-Wl,--build-id=none"]
SCRIPT = """SECTIONS
{
    . = %#x;
    .all : { *(.text* .rodata* .data* .bss*) }
    /DISCARD/ : { *(.comment .note*) }
}
"""
WAYS = {"-O0": ["-O0"], "-O2": ["-O2"], "-O3": ["-O3"], "LTO": ["-O3", "-flto"]}
CODE, STACK, RETURN = 0x400000, 0x700000, 0x7F0000
PAGE, PROGRAM_BYTES, STACK_BYTES, INSTRUCTIONS = 4096, 1 << 20, 1 << 16, 100_000
ROW_QUADS, QUAD_BYTES = 20, 8
CURSOR_PORTS = {0x3D4, 0x3D5}

SAMPLE = """
void spin(%s unsigned short *cell);
void spin(%s unsigned short *cell)
{
    *cell = 0x700 | '-';
    *cell = 0x700 | '\\\\';
    *cell = 0x700 | '|';
}
"""


def video_memory():
    layout = (Path(ROOT) / BUILD / "gen" / "layout.mk").read_text(encoding="ascii")
    return int(re.search(r"^VIRT_VGA_TEXT_START := (\w+)$", layout, re.MULTILINE).group(1), 0)


class Screen:
    """The linked driver, and what it does to video memory and ports."""

    def __init__(self, elf, folder):
        self.writes, self.ports = [], []
        self.video = video_memory()
        self.cpu = Uc(UC_ARCH_X86, UC_MODE_64)
        for start, size in ((CODE, PROGRAM_BYTES), (STACK, STACK_BYTES), (RETURN, PAGE),
                            (self.video, PAGE)):
            self.cpu.mem_map(start, size)
        flat = folder / "flat"
        run("objcopy", "-O", "binary", elf, flat)
        self.cpu.mem_write(CODE, flat.read_bytes())
        found = re.findall(r"^(\w+) [Tt] (\w+)$", run("nm", elf), re.MULTILINE)
        self.functions = {name: int(address, 16) for address, name in found}
        self.cpu.hook_add(UC_HOOK_MEM_WRITE, self._written, begin=self.video,
                          end=self.video + PAGE - 1)
        self.cpu.hook_add(UC_HOOK_INSN, self._out, None, 1, 0, x86.UC_X86_INS_OUT)

    def _written(self, _cpu, _access, address, size, value, _data):
        self.writes.append((address - self.video, size, value))

    def _out(self, _cpu, port, _size, _value, _data):
        self.ports.append(port)

    def call(self, name, first=0, second=0):
        """Calls a function; returns what it wrote to video memory."""
        self.writes, self.ports = [], []
        top = STACK + STACK_BYTES // 2 - QUAD_BYTES
        self.cpu.mem_write(top, RETURN.to_bytes(QUAD_BYTES, "little"))
        self.cpu.reg_write(x86.UC_X86_REG_RSP, top)
        self.cpu.reg_write(x86.UC_X86_REG_RDI, first)
        self.cpu.reg_write(x86.UC_X86_REG_RSI, second)
        self.cpu.emu_start(self.functions[name], RETURN, count=INSTRUCTIONS)
        assert self.cpu.reg_read(x86.UC_X86_REG_RIP) == RETURN, f"{name} does not return"
        return self.writes

    def put(self, text):
        at = STACK + STACK_BYTES - PAGE
        self.cpu.mem_write(at, text)
        return self.call("vga_put", at, len(text))


@pytest.fixture(scope="module", params=["gcc", "clang"])
def compiler(request):
    return request.param


@pytest.fixture(scope="module", params=WAYS)
def elf(request, compiler, tmp_path_factory):
    folder = tmp_path_factory.mktemp("vga")
    script, source, target = folder / "all.ld", folder / "spin.c", folder / "vga.elf"
    script.write_text(SCRIPT % CODE)
    source.write_text(SPINNER)
    linker = ["-fuse-ld=lld"] if compiler == "clang" else []
    run(compiler, *WARNINGS, *MODES["long"], *WAYS[request.param], *LINK, *linker, "-T", script,
        "-I.", f"-I{BUILD}", source, *CORE, "-o", target)
    return target


@pytest.fixture
def screen(elf, tmp_path):
    return Screen(elf, tmp_path)


def test_three_characters_in_one_cell_are_three_writes(screen):
    """03-8: a spinner of '-', '\\' and '|' through the writer; all of its writes are seen."""
    writes = screen.call("spin")
    row = [(quad * QUAD_BYTES, QUAD_BYTES) for quad in range(ROW_QUADS)]
    assert [(offset, size) for offset, size, _ in writes] == 3 * row
    assert [chr(value & 0xFF) for offset, _, value in writes if offset == 0] == ["-", "\\", "|"]


def test_a_scroll_writes_every_cell_once(screen):
    for _ in range(24):
        assert screen.put(b"\n") == []
    writes = screen.put(b"\n")
    assert [offset for offset, _, _ in writes] == list(range(0, 4000, QUAD_BYTES))


def test_the_cursor_is_written_where_it_has_moved(screen):
    """03-14: a port costs more than all else."""
    screen.put(b"ab")
    assert len(screen.ports) == 4 and set(screen.ports) == CURSOR_PORTS
    screen.put(b"\bc")
    assert screen.ports == []


def test_without_volatile_one_write_is_left(compiler, tmp_path):
    """03-8: what would happen, from the very same lines."""
    counts = {}
    for word in ("", "volatile"):
        for level in ("-O0", "-O3"):
            source, target = tmp_path / "spin.c", tmp_path / "spin.o"
            source.write_text(SAMPLE % (word, word))
            run(compiler, *MODES["long"], level, "-c", source, "-o", target)
            code = run("objdump", "-d", "--no-show-raw-insn", target)
            stores = re.findall(r"\tmov\w*\s+\S+,\(%r\w+\)$", code, re.MULTILINE)
            counts[word, level] = len(stores)
    assert counts["", "-O3"] == 1
    assert counts["", "-O0"] == counts["volatile", "-O0"] == counts["volatile", "-O3"] == 3
