"""view.py: what is shown at each stop: mode, place, registers that changed, next instructions.

Called by ascent.py through gdb's stop event, and by the commands that show a part of it.
"""

import re

import gdb

import disassembly
import machine
from machine import CR0_PE, CR0_PG, CR4_PAE, EFLAGS_IF

NEXT_INSTRUCTIONS = 6
CODE_BYTES_SHOWN = 7
EFER_BITS = [(0, "SCE"), (8, "LME"), (10, "LMA"), (11, "NXE")]
REGISTER_DIGITS = {16: 8, 32: 8, 64: 16}  # 16-bit code uses 32-bit registers with a prefix
_BRANCH = re.compile(r"^l?(?:j|call|loop)\w*\s+(?:\w+:)?(0x[0-9a-f]+)$")
REGISTERS_A_LINE = {16: 6, 32: 6, 64: 4}


class View:
    def __init__(self, symbols):
        self.symbols = symbols
        self.before = None  # the machine at the stop before this one
        self.now = None

    def stopped(self, event=None):
        """Reads the machine and shows it."""
        self.before, self.now = self.now, machine.read()
        # The arguments and the callers of 16- and 32-bit code lie where the 64-bit ABI, which is
        # the only one that gdb knows here, does not look.
        wide = self.now.bits == 64
        gdb.execute(f"set print frame-arguments {'scalars' if wide else 'none'}")
        gdb.execute(f"set backtrace limit {'unlimited' if wide else 1}")
        lines = [*self.headline(), *self.registers(changed_only=True), *self.code()]
        for breakpoint in getattr(event, "breakpoints", []):
            if breakpoint.number > 0:  # ours are internal and have negative numbers
                lines.insert(0, f"Breakpoint {breakpoint.number}")
        print("\n".join(lines))

    def current(self):
        if self.now is None:
            self.now = machine.read()
        return self.now

    # --- parts ------------------------------------------------------------------------------------

    def headline(self):
        """Mode, address and flags; and where that is, with the source of the next instruction."""
        now = self.current()
        at = f"{now.segments['CS'].selector:04x}:{now.ip:0{now.bits // 4}x} = {now.pc:#x}"
        lines = [f"[{now.mode}, {now.bits}-bit code]  {at}  flags {now.flag_names()}"]
        lines.append(self.place(now.pc))
        source = self.symbols.source(now.pc)
        if source:
            lines.append("   " + "  ".join(re.split(r"\s{2,}", source.strip())))
        return lines

    def place(self, address):
        """program function+offset (file:line), as far as it is known."""
        program = self.symbols.program(address)
        if program is None:
            return "firmware" if 0xA0000 <= address <= 0xFFFFF else "nowhere of ours"
        name, line = self.symbols.name(address), self.symbols.line(address)
        return " ".join([program, *([name] if name else []), *([f"({line})"] if line else [])])

    def registers(self, changed_only=False):
        """Lines of general registers; a * marks what changed since the stop before."""
        now, before = self.current(), self.before
        digits = REGISTER_DIGITS[now.bits]
        prefix = "R" if now.bits == 64 else "E"
        cells = []
        for name, value in now.general.items():
            old = before.general.get(name, 0) if before else None  # R8 and up begin with 64 bits
            if changed_only and before and old == value:
                continue
            shown = name if name in machine.EXTENDED else prefix + name
            mark = "*" if before and old != value else " "
            cells.append(f"{mark}{shown:4}{value:0{digits}x}")
        step = REGISTERS_A_LINE[now.bits]
        return ["  " + " ".join(cells[i : i + step]) for i in range(0, len(cells), step)]

    def code(self, address=None, count=NEXT_INSTRUCTIONS):
        """Lines of disassembly, the source line beside the first instruction that comes of it."""
        now = self.current()
        start = now.pc if address is None else address
        lines, last = [], None
        for instruction in instructions(start, now.bits, count):
            source = self.symbols.line(instruction.address)
            source = source and source.rsplit("/", 1)[-1]
            arrow = "=>" if instruction.address == now.pc else "  "
            code = instruction.code.hex(" ")
            if len(instruction.code) > CODE_BYTES_SHOWN:
                code = instruction.code[: CODE_BYTES_SHOWN - 1].hex(" ") + " .."
            text = f"{arrow} {instruction.address:#010x}  {code:21} {self.named(instruction.text)}"
            lines.append(f"{text:76}" + (f" ; {source}" if source and source != last else ""))
            last = source
        return [line.rstrip() for line in lines]

    def named(self, text):
        """The instruction with the name of what it calls or jumps to in place of its address."""
        branch = _BRANCH.match(text)
        name = self.symbols.name(int(branch[1], 16)) if branch else None
        return text.replace(branch[1], name) if name else text

    def ledger(self):
        """What a mode switch changes: (name, text), in the order of the assembly's own tables."""
        now = self.current()
        code, stack = now.segments["CS"], now.segments["SS"]
        return [
            ("mode", f"{now.mode}, {now.bits}-bit code"),
            ("CS", f"{code.selector:04x}, base {code.base:x}, limit {code.limit:x}"),
            ("SS", f"{stack.selector:04x}, base {stack.base:x}, limit {stack.limit:x}"),
            ("IF", str(int(bool(now.flags & EFLAGS_IF)))),
            ("A20", "open" if now.a20 else "shut"),
            ("CR0.PE", str(int(bool(now.cr0 & CR0_PE)))),
            ("CR0.PG", str(int(bool(now.cr0 & CR0_PG)))),
            ("CR4.PAE", str(int(bool(now.cr4 & CR4_PAE)))),
            ("EFER", f"{now.efer:x}" + _efer_names(now.efer)),
            ("CR3", f"{now.cr3:x}"),
            ("GDTR", "base {:x}, limit {:x}".format(*now.tables["GDT"])),
            ("IDTR", "base {:x}, limit {:x}".format(*now.tables["IDT"])),
            ("stack", f"{now.stack:x}"),
        ]


def _efer_names(efer):
    names = [name for bit, name in EFER_BITS if efer >> bit & 1]
    return f" ({' '.join(names)})" if names else ""


def instructions(address, bits, count):
    """Decodes from memory; a page that is not mapped ends the list."""
    code = machine.readable(address, count * disassembly.LONGEST)
    return disassembly.disassemble(code, address, bits, count)
