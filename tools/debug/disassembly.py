"""disassembly.py: machine code to text in 16, 32 and 64 bits.

gdb's own disassembler follows its architecture, which cannot be set to i8086 against QEMU's
description of an x86-64 guest. capstone does the work where gdb's Python can import it (Debian:
python3-capstone), and objdump from binutils, which built the project, everywhere else, or where
ASCENT_DISASSEMBLER=objdump asks for it.
"""

import os
import re
import subprocess
import tempfile

try:
    import capstone
except ImportError:
    capstone = None
if os.environ.get("ASCENT_DISASSEMBLER") == "objdump":
    capstone = None

LONGEST = 15  # bytes of an x86 instruction [SDM2 2.3.11]
OBJDUMP_MACHINES = {16: "i8086", 32: "i386", 64: "i386:x86-64"}
_OBJDUMP_LINE = re.compile(r"^\s*([0-9a-f]+):\s+((?:[0-9a-f]{2} )+)\s*(.*)$")


class Instruction:
    def __init__(self, address, code, text):
        self.address, self.code, self.text = address, code, text

    @property
    def end(self):
        return self.address + len(self.code)

    @property
    def name(self):
        """Without prefixes such as rep."""
        words = self.text.split()
        return next((word for word in words if not word.startswith(("rep", "lock"))), "")


def disassemble(code, address, bits, count):
    """At most `count` instructions; what does not decode is shown as bytes."""
    decode = _by_capstone if capstone else _by_objdump
    return decode(bytes(code), address, bits)[:count]


def _by_capstone(code, address, bits):
    mode = {16: capstone.CS_MODE_16, 32: capstone.CS_MODE_32, 64: capstone.CS_MODE_64}[bits]
    engine = capstone.Cs(capstone.CS_ARCH_X86, mode)
    engine.skipdata = True
    return [
        Instruction(found.address, bytes(found.bytes), f"{found.mnemonic} {found.op_str}".strip())
        for found in engine.disasm(code, address)
    ]


def _by_objdump(code, address, bits):
    with tempfile.NamedTemporaryFile(suffix=".bin") as file:
        file.write(code)
        file.flush()
        listing = subprocess.run(
            ["objdump", "-D", "-b", "binary", "-m", OBJDUMP_MACHINES[bits], "-M", "intel", "-w",
             f"--adjust-vma={address:#x}", file.name],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    return [
        Instruction(int(found[1], 16), bytes.fromhex(found[2]), " ".join(found[3].split()))
        for found in map(_OBJDUMP_LINE.match, listing.splitlines())
        if found
    ]
