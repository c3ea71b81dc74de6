"""What a BIOS leaves behind must make no difference: memory, control registers, the screen.

SeaBIOS clears low memory before it boots, so the debugger makes it dirty at stage1's first
instruction, as 02-18 asks: "RAM poisoned before the boot".
"""

import pytest

from climb import READY, climbed
from screen import lay_out
from test_exceptions import UD2, Symbols, provoke, reported, value

STAGE1 = 0x7C00
CR4_PGE, CR4_LA57 = 1 << 7, 1 << 12
CR0_EM, CR0_NW, CR0_CD = 1 << 2, 1 << 29, 1 << 30

# All that neither the BIOS nor stage1 uses at that moment: below its stack, and from the end of
# its sector to far beyond what disk.layout names.
DIRTY = ((0x600, 0x6000), (0x7E00, 0x80000))
PIECE = 0x400  # what fits into a packet of the stub


@pytest.fixture(scope="module")
def stage2(build):
    return Symbols(build / "stage2" / "stage2.elf")


def spoil_memory(machine, fill):
    machine.gdb.run_to(STAGE1)
    for start, end in DIRTY:
        for address in range(start, end, PIECE):
            machine.gdb.write(address, bytes([fill]) * min(PIECE, end - address))


@pytest.mark.parametrize("fill", [0xCC, 0xFF, 0x01])
def test_dirty_low_memory(qemu, image, fill):
    """Quirk 72: .bss of both halves, boot_info and page tables are cleared by us."""
    machine = qemu(image, paused=True)
    spoil_memory(machine, fill)
    machine.gdb.go()
    climbed(machine)


def test_an_exception_is_told_although_memory_was_dirty(qemu, image, stage2):
    machine = qemu(image, paused=True)
    spoil_memory(machine, 0xCC)
    provoke(machine, stage2["protected_main"], UD2)
    report = reported(machine, "INVALID OPCODE", 6)
    assert value(report, "RIP") == stage2["protected_main"]


@pytest.mark.parametrize("bits, cpu", [(CR4_PGE, "qemu64"), (CR4_PGE | CR4_LA57, "max")])
def test_bits_left_in_cr4(qemu, image, stage2, bits, cpu):
    machine = qemu(image, paused=True, cpu=cpu)
    machine.gdb.run_to(stage2["protected_enter"])
    machine.gdb.set_register("cr4", bits)
    assert machine.gdb.register("cr4") & bits == bits
    machine.gdb.go()
    climbed(machine)


def test_caches_left_off(qemu, image, stage2):
    machine = qemu(image, paused=True)
    machine.gdb.run_to(stage2["protected_enter"])
    machine.gdb.set_register("cr0", machine.gdb.register("cr0") | CR0_CD | CR0_NW | CR0_EM)
    machine.gdb.go()
    climbed(machine)


# mov ax, 1112h / mov bl, 0 / int 10h: 8 x 8 characters, 50 rows; and page 1, by AX=0501h.
FIFTY_ROWS = bytes.fromhex("b81211 b300 cd10")
PAGE_ONE = bytes.fromhex("b80105 cd10")
GRAPHICS = bytes.fromhex("b81300 cd10")
BACK = bytes.fromhex("ea") + (STAGE1).to_bytes(2, "little") + b"\0\0"
SCRATCH = 0x7000


@pytest.mark.parametrize("code", [FIFTY_ROWS, PAGE_ONE, GRAPHICS], ids=["rows", "page", "graphics"])
def test_a_screen_left_in_another_mode(qemu, image, code):
    """Quirk 84: the text can be read all the same. Setting the mode clears stage1's line alone."""
    machine = qemu(image, paused=True)
    machine.gdb.run_to(STAGE1)
    machine.gdb.write(SCRATCH, code + BACK)
    machine.gdb.set_register("rip", SCRATCH)
    machine.gdb.run_to(STAGE1)
    machine.gdb.go()
    machine.wait_for(READY)
    machine.wait_for(READY, where="screen")
    sent = lay_out(machine.serial().lstrip("\r\n"))
    shown = machine.screen().used_rows()
    assert sent[0] == "Ascent" and len(shown) > 20 and shown[1:] == sent[-len(shown) + 1 :]
