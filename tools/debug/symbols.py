"""symbols.py: names and source lines for addresses, over the three programs of the chain.

stage1, stage2 and the kernel are three ELF files that never overlap in the address space. stage2's
two halves hold functions of the same name (trace_step, print), so a name may have several
addresses; nm lists them all, which gdb's own look-up does not.
"""

import bisect
import linecache
import os
import re
import subprocess

import gdb

_LINKER_SYMBOL = re.compile(r"^\s*(\w+) = \.;", re.M)  # a bound of a section, no function
_LOADED = re.compile(r"^ +\d+ \S+ +(\w+) +(\w+) .*\n +CONTENTS, ALLOC, LOAD", re.M)  # objdump -h
_STEP = re.compile(r'STEP\((\w+),\s*"(\w+)"\)')


class Symbols:
    def __init__(self, root):
        self._root = root
        scripts = (root / name for name in ("stage2/stage2.ld", "kernel/kernel.ld"))
        self._bounds = {
            name for script in scripts for name in _LINKER_SYMBOL.findall(script.read_text())
        }
        self._programs = []  # (name, start, end)
        self._functions = []  # (address, name), in ascending order
        self._by_name = {}

    def load(self, program, elf):
        """Adds the program's names, for us and for gdb."""
        gdb.execute(f'add-symbol-file "{elf}"', to_string=True)
        for line in output("nm", "-n", "--defined-only", elf).splitlines():
            address, kind, name = line.split()
            self._by_name.setdefault(name, []).append(int(address, 16))
            if kind in "tT" and name not in self._bounds:
                self._functions.append((int(address, 16), name))
        self._functions.sort(key=lambda pair: pair[0])
        loaded = [
            (int(start, 16), int(start, 16) + int(size, 16))
            for size, start in _LOADED.findall(output("objdump", "-h", elf))
        ]
        start, end = min(loaded)[0], max(end for _, end in loaded)
        self._programs.append((program, start, end))

    def addresses(self, name):
        return self._by_name.get(name, [])

    def program(self, address):
        """stage1, stage2 or kernel; None where none of them lies."""
        return next((name for name, start, end in self._programs if start <= address < end), None)

    def name(self, address):
        """function+offset, or None where no function of the same program stands before it."""
        place = bisect.bisect_right(self._functions, (address, "\x7f")) - 1
        if place < 0:
            return None
        start, name = self._functions[place]
        if self.program(start) != self.program(address) or self.program(address) is None:
            return None
        return name if start == address else f"{name}+{address - start:#x}"

    @staticmethod
    def line(address):
        """file:line from the debug information, or None."""
        place = gdb.find_pc_line(address)
        if not place.symtab or not place.line:
            return None
        return f"{os.path.normpath(place.symtab.filename)}:{place.line}"

    def source(self, address):
        """The text of that line, or None."""
        place = gdb.find_pc_line(address)
        if not place.symtab:
            return None
        return linecache.getline(str(self._root / place.symtab.filename), place.line) or None


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def boot_steps(header):
    """{name: number} of common/boot_step.h, in the order in which they come."""
    with open(header, encoding="ascii") as text:
        return {name: number for number, (_, name) in enumerate(_STEP.findall(text.read()))}
