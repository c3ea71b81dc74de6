"""commands.py: what the debugger adds to gdb's own commands. `help ascent` lists them.

Registered by ascent.py with the view and the symbols that they share.
"""

import gdb

import machine
import tables
import view as views

DEFAULT_LENGTH = 64
STACK_WORDS = 256
MOST_CALLS = 12
CALL_BYTES = (5, 6, 3, 2)  # e8 rel32; 66 e8 rel32 in 16-bit code; e8 rel16; ff /2, a register
OVER = ("call", "lcall", "int", "loop", "loope", "loopne", "ins", "outs", "movs", "stos", "cmps",
        "scas", "lods")  # fmt: skip


class Command(gdb.Command):
    """A command named like its class in lower case, `_` as `-`; its docstring is the help text."""

    view = None

    def __init__(self, view):
        super().__init__(type(self).__name__.lower().replace("_", "-"), gdb.COMMAND_USER)
        self.view = view

    @staticmethod
    def number(text):
        """Any expression that gdb understands: 0x7c00, $rsp, &facts."""
        return int(gdb.parse_and_eval(text)) & (1 << 64) - 1

    def invoke(self, text, from_tty):
        """gdb's entry; a word too many or too few is told with the help text."""
        words = gdb.string_to_argv(text)
        try:
            self.run(*words)
        except TypeError:
            raise gdb.GdbError(self.__doc__) from None


class Regs(Command):
    """regs: all registers of the current mode; * marks those that the last step changed."""

    def run(self):
        now = self.view.current()
        lines = [*self.view.headline(), *self.view.registers()]
        for name, segment in now.segments.items():
            lines.append(
                f"   {name}  {segment.selector:04x}  base {segment.base:08x}"
                f"  limit {segment.limit:08x}  {tables.attributes(segment.attributes)}"
            )
        lines.append(f"   CR0 {now.cr0:08x}  CR2 {now.cr2:016x}  CR3 {now.cr3:016x}"
                     f"  CR4 {now.cr4:08x}  EFER {now.efer:x}")  # fmt: skip
        print("\n".join(lines))


class Code(Command):
    """code [ADDRESS [COUNT]]: instructions there, decoded as the CPU would in its current mode."""

    def run(self, address="", count="12"):
        start = self.number(address) if address else None
        print("\n".join(self.view.code(start, self.number(count))))


class Mem(Command):
    """mem ADDRESS [LENGTH]: memory as bytes and text, at a linear address."""

    def run(self, address, length=str(DEFAULT_LENGTH)):
        start = self.number(address)
        data = machine.readable(start, self.number(length))
        if not data:
            raise gdb.GdbError(f"nothing is mapped at {start:#x}")
        for offset in range(0, len(data), 16):
            row = data[offset : offset + 16]
            text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
            print(f"{start + offset:08x}  {row.hex(' '):47}  {text}")


class Gdt(Command):
    """gdt: the descriptors that GDTR points at, decoded."""

    def run(self):
        base, limit = self.view.current().tables["GDT"]
        print("\n".join(tables.gdt(base, limit, self.view.current().bits)))


class Idt(Command):
    """idt [VECTOR]: interrupt vectors in real mode, gates in the others, with their handlers."""

    def run(self, vector=None):
        now = self.view.current()
        base, limit = now.tables["IDT"]
        only = None if vector is None else self.number(vector)
        print("\n".join(tables.idt(now, base, limit, only, self.view.place)))


class Ledger(Command):
    """ledger: what a mode switch changes, now, beside its state at the last ledger."""

    last = {}

    def run(self):
        now = dict(self.view.ledger())
        print(f"  {'':8} {'before' if self.last else '':42} now")
        for name, value in now.items():
            mark = "*" if self.last and self.last[name] != value else " "
            print(f"{mark} {name:8} {self.last.get(name, ''):42} {value}")
        Ledger.last = now


class Calls(Command):
    """calls: words on the stack that point behind a call of ours, the most recent first.

    16- and 32-bit code has no unwind information that gdb could use, so this is a guess: an old
    word may still lie in a slot that nobody has written since.
    """

    def run(self):
        now = self.view.current()
        width = max(4, now.bits // 8)
        found = [f"#0  {self.view.place(now.pc)}"]
        for slot in range(STACK_WORDS):
            try:
                address = machine.number(now.stack + slot * width, width)
            except gdb.MemoryError:
                break
            call = self._call_before(address)
            if call and len(found) < MOST_CALLS:
                found.append(f"#{len(found)}  {self.view.place(call)}")
        print("\n".join(found))

    def _call_before(self, address):
        """Where the near call stands that returns to `address`, or None."""
        if self.view.symbols.program(address) is None:
            return None
        for length in CALL_BYTES:
            found = views.instructions(address - length, self.view.current().bits, 1)
            if found and found[0].name.startswith("call") and found[0].end == address:
                return address - length
        return None


class Over(Command):
    """over: one instruction, but a call, an interrupt or a repeated one until it is done."""

    def run(self):
        now = self.view.current()
        instruction = views.instructions(now.pc, now.bits, 1)[0]
        if not instruction.name.startswith(OVER):
            gdb.execute("stepi")
            return
        gdb.Breakpoint(
            f"*{instruction.end:#x}", gdb.BP_HARDWARE_BREAKPOINT, internal=True, temporary=True
        )
        gdb.execute("continue")


ALL = [Regs, Code, Mem, Gdt, Idt, Ledger, Calls, Over]
