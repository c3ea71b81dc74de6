"""The kernel's own symbol table against the ELF file's: which function each address lies in.

tools/symbols.awk makes it; the crash report names functions by it. Both builds at hand are looked
at, and the lines of both sorts of nm.
"""

import bisect
import os
import re
import shutil
import subprocess

import pytest

from binaries import address_of, elf
from trees import INHERITED

ENTRY_BYTES = 8  # struct symbol: offset from .text, offset among the names
SPLIT_OFF = r"\.(part|constprop|isra|cold)"  # by gcc, from the function whose name comes before


@pytest.fixture(scope="session", params=["the build", "clang"])
def kernel(request, build, root, tmp_path_factory):
    if request.param == "the build":
        return build / "kernel" / "kernel.elf"
    if not shutil.which("clang") or not shutil.which("ld.lld"):
        pytest.skip("clang or lld is not installed")
    folder = tmp_path_factory.mktemp("clang")
    target = f"{folder}/kernel/kernel.elf"
    clean = {name: value for name, value in os.environ.items() if name not in INHERITED}
    command = ["make", "-s", "CC=clang", f"BUILD={folder}", target]
    subprocess.run(command, cwd=root, check=True, env=clean)
    return folder / "kernel" / "kernel.elf"


def text_of(path):
    """(address, bytes) of .text."""
    with elf(path) as file:
        section = file.get_section_by_name(".text")
        return section["sh_addr"], section["sh_size"]


def functions_of(path):
    """{address: {names}} of what lies in .text: C's functions, and labels of the assembly."""
    start, size = text_of(path)
    found = {}
    with elf(path) as file:
        for symbol in file.get_section_by_name(".symtab").iter_symbols():
            named = symbol.name and symbol.name != "kernel_text"
            local_label = "." in symbol.name and not re.search(SPLIT_OFF, symbol.name)
            inside = start <= symbol["st_value"] < start + size
            if named and inside and not local_label:
                found.setdefault(symbol["st_value"], set()).add(symbol.name)
    return found


def sized_functions(path):
    """[(address, bytes, name)] of the functions of C, whose length the compiler tells."""
    with elf(path) as file:
        table = file.get_section_by_name(".symtab")
        return [
            (symbol["st_value"], symbol["st_size"], symbol.name)
            for symbol in table.iter_symbols()
            if symbol["st_info"]["type"] == "STT_FUNC"
        ]


def table_of(path):
    """[(address, name)], read from .rodata as kernel/core/symbols.h lays it out."""
    names = {n: address_of(path, n) for n in ("symbols", "symbols_end", "symbol_names")}
    with elf(path) as file:
        section = file.get_section_by_name(".rodata")
        base, data = section["sh_addr"], section.data()
    entries = data[names["symbols"] - base : names["symbols_end"] - base]
    texts = data[names["symbol_names"] - base :]
    table = []
    for at in range(0, len(entries), ENTRY_BYTES):
        offset, name = (int.from_bytes(entries[at + i : at + i + 4], "little") for i in (0, 4))
        table.append((text_of(path)[0] + offset, texts[name : texts.index(0, name)].decode()))
    return table


def test_it_names_the_functions_and_nothing_else(kernel):
    """One name for each address that has any; statics and labels of the assembly among them."""
    functions, table = functions_of(kernel), table_of(kernel)
    assert len(table) > 100
    assert [address for address, _ in table] == sorted(functions)
    assert [(hex(a), name) for a, name in table if name not in functions[a]] == []
    with elf(kernel) as file:
        symbols = file.get_section_by_name(".symtab").iter_symbols()
        static = {s.name for s in symbols if s["st_info"]["bind"] == "STB_LOCAL"}
    assert {"print_registers", "trap"} <= static & {name for _, name in table}


def test_every_byte_of_code_is_in_its_function(kernel):
    """Searched as the kernel does, the last symbol at or before each address."""
    table = table_of(kernel)
    starts = [address for address, _ in table]
    names_at = functions_of(kernel)
    checked = 0
    for start, size, name in sized_functions(kernel):
        for address in range(start, start + size):
            found = table[bisect.bisect_right(starts, address) - 1]
            assert found[0] == start and name in names_at[start], f"{address:#x}: {found}, {name}"
            checked += 1
    assert checked > text_of(kernel)[1] / 2, "most of .text is C"


def assembled(root, nm):
    """[(address, name)] that the script makes of nm's lines."""
    done = subprocess.run(
        ["awk", "-f", root / "tools" / "symbols.awk"],
        input=nm, check=True, capture_output=True, text=True,
    )  # fmt: skip
    addresses = re.findall(r"^ +dd 0x([0-9a-f]+) - 0x[0-9a-f]+, name_(\d+) -", done.stdout, re.M)
    names = dict(re.findall(r'^name_(\d+): db "(\S+)", 0$', done.stdout, re.MULTILINE))
    assert len(names) == len(addresses)
    return [(int(address, 16), names[number]) for address, number in addresses]


LINES = """\
                 U missing
0000000000010000 T kernel_data_offset
fffffffff0001000 {marks} kernel_text
fffffffff0001000 T _start
fffffffff0001004 t _start.stop
fffffffff0001010 T twice
fffffffff0001010 T alias
fffffffff0001020 t one.part.0
fffffffff0001030 t one.cold
fffffffff0001040 t one
fffffffff0002000 {marks} kernel_data
fffffffff0002000 D variable
"""


@pytest.mark.parametrize("marks", ["T", "R"])
def test_what_is_no_function_stays_out(root, marks):
    """GNU's linker and LLVM's give the places that kernel.ld marks different types."""
    assert assembled(root, LINES.format(marks=marks)) == [
        (0xFFFFFFFFF0001000, "_start"),
        (0xFFFFFFFFF0001010, "twice"),
        (0xFFFFFFFFF0001020, "one.part.0"),
        (0xFFFFFFFFF0001030, "one.cold"),
        (0xFFFFFFFFF0001040, "one"),
    ]


def test_without_input_the_table_is_empty(root):
    assert assembled(root, "") == []
