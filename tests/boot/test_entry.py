"""The kernel's check of its machine can fail: a debugger breaks one promise of stage2 at a time.

It stops the machine at the kernel's first instruction, where the hand-over has been made and not
yet been looked at, and changes a register, a page-table entry or a byte. Rows 02-18, 09-3.
"""

import re

import pytest

from climb import READY
from test_exceptions import Symbols

PAGE = 4096
PRESENT, WRITABLE, USER, NOT_CACHED, NO_EXECUTE = 1 << 0, 1 << 1, 1 << 2, 1 << 4, 1 << 63
CR0_WP, CR4_PGE, EFLAGS_IF = 1 << 16, 1 << 7, 1 << 9
BOOT_INFO = {"magic": 0, "version": 8, "size_bytes": 12, "boot_drive": 24, "raw": 128}


class Entry:
    """The machine at _start, and ways to spoil it."""

    def __init__(self, machine, kernel, layout):
        self.gdb = machine.gdb
        self.kernel, self.layout = kernel, layout
        self.gdb.run_to(kernel["_start"])

    def flip(self, address, bits, count=8):
        value = int.from_bytes(self.gdb.read(address, count), "little") ^ bits
        self.gdb.write(address, value.to_bytes(count, "little"))
        assert self.gdb.read(address, count) == value.to_bytes(count, "little")

    def field(self, name):
        self.flip(self.layout["VIRT_BOOT_INFO_START"] + BOOT_INFO[name], 1, 1)

    def register(self, name, value):
        self.gdb.set_register(name, value)
        assert self.gdb.register(name) == value

    def bits(self, name, bits):
        self.register(name, self.gdb.register(name) ^ bits)

    def page(self, address, bits):
        """Through the recursive slot, a page's entry is a word of the window."""
        window = self.layout["VIRT_RECURSIVE_START"]
        self.flip(window + address % (1 << 48) // PAGE * 8, bits)

    @property
    def level_4(self):
        """Where the level-4 table shows itself: slot 510 followed four times."""
        slot = self.layout["VIRT_RECURSIVE_SLOT"]
        return self.layout["VIRT_RECURSIVE_START"] + sum(slot << shift for shift in (12, 21, 30))


BREAKS = [
    ("boot_info has its magic", lambda e: e.field("magic")),
    ("boot_info has this kernel's version and size", lambda e: e.field("version")),
    ("boot_info has this kernel's version and size", lambda e: e.field("size_bytes")),
    ("boot_info is whole", lambda e: e.field("boot_drive")),
    ("boot_info is whole", lambda e: e.field("raw")),
    ("RDI points at boot_info", lambda e: e.register("rdi", e.layout["RAM_BOOT_INFO_START"])),
    ("CR3 is the root and nothing else", lambda e: e.bits("cr3", NOT_CACHED)),
    ("CR0 has PE, WP, PG", lambda e: e.bits("cr0", CR0_WP)),
    ("CR4 has PAE, not PGE", lambda e: e.bits("cr4", CR4_PGE)),
    ("interrupts are off", lambda e: e.bits("eflags", EFLAGS_IF)),
    ("SS, DS, ES, FS and GS are null", lambda e: e.register("fs", 0x10)),
    ("RSP is the top", lambda e: e.register("rsp", e.gdb.register("rsp") - 16)),
    ("slot 510 is the recursive", lambda e: e.page(e.level_4, USER)),
    (".bss is zero", lambda e: e.flip(e.kernel["kernel_bss"], 1, 1)),
    ("rodata is R--", lambda e: e.page(e.layout["VIRT_KERNEL_START"], WRITABLE)),
    ("text is R-X", lambda e: e.page(e.kernel["kernel_text"], WRITABLE)),
    ("data and .bss are RW-", lambda e: e.page(e.kernel["kernel_data"], NO_EXECUTE)),
    ("stacks are RW- between", lambda e: e.page(e.layout["VIRT_KERNEL_STACK_START"] - 1, PRESENT)),
    ("stacks are RW- between", lambda e: e.page(e.layout["VIRT_KERNEL_STACK_END"], PRESENT)),
    ("boot_info is R--", lambda e: e.page(e.layout["VIRT_BOOT_INFO_START"], WRITABLE)),
    ("the text buffer is RW-", lambda e: e.page(e.layout["VIRT_VGA_TEXT_START"], NOT_CACHED)),
    ("the first MiB but page 0", lambda e: e.page(0, PRESENT)),
]


@pytest.mark.parametrize("promise, spoil", BREAKS, ids=[promise for promise, _ in BREAKS])
def test_a_broken_promise_is_named(qemu, image, build, layout, promise, spoil):
    """02-18, 09-3"""
    machine = qemu(image, paused=True)
    kernel = Symbols(build / "kernel" / "kernel.elf")
    spoil(Entry(machine, kernel, layout))
    machine.gdb.go()
    machine.wait_for(
        rf"PANIC: stage2 broke a promise of boot_info\.h: {re.escape(promise)}",
        fatal=re.compile(READY, re.MULTILINE),
    )
    machine.wait_for("Stopped", fatal=None)
    machine.wait_halted()


def test_an_unbroken_entry_is_accepted(qemu, image, build, layout):
    machine = qemu(image, paused=True)
    Entry(machine, Symbols(build / "kernel" / "kernel.elf"), layout)
    machine.gdb.go()
    machine.wait_for(READY)
