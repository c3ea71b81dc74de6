"""stage2's assembly on a CPU emulator: its doors to the BIOS, and its two IDTs, gate by gate.

test_stage2.py runs the road through it; branch_coverage.py counts what has run in both files.
"""

import struct
from functools import cache

import pytest

from bios_machine import ENTRY, C
from stage2_machine import CF, EFLAGS_RESERVED, IF, Bios, Pc, symbols

DF = 1 << 10
RETURN = 0x7C00  # stage1 is no longer needed
DOOR_STACK, REGISTERS, FAULT_STACK = 0x7A00, 0x600, 0x36000
EXCEPTIONS = 32
WITH_CODE = {8, 10, 11, 12, 13, 14, 17, 21, 29, 30}  # [SDM3 6.3.1]
CODE, ADDRESS = 0xE0DE, 0x1234  # an error code, and where the exception strikes
SELECTOR_CODE32, SELECTOR_CODE64 = 0x08, 0x28
ALL = ("edi", "esi", "ebp", "ebx", "edx", "ecx", "eax")


class Echo(Bios):
    """Gives back other values in all registers, with everything wrong that a BIOS can get wrong."""

    asked = None

    def interrupt(self, pc, number):
        if self.asked is None:
            super().interrupt(pc, number)
            return
        seen = {name: getattr(pc, name) for name in ALL}
        self.asked.append((number, seen, pc.es, pc.ds, pc.flags & (CF | IF | DF)))
        for name in ALL:
            setattr(pc, name, ~seen[name] & 0xFFFFFFFF)
        pc.es, pc.ds, pc.esp = 0x3333, 0x4444, pc.esp | 0xABCD0000
        pc.vectors = 0xE0000, 0xFFFF  # as protected mode leaves them
        pc.flags = CF | DF | EFLAGS_RESERVED


def call(pc, name, *arguments):
    """Calls a door in the way of the compiler's 16-bit code; returns EAX."""
    pc.esp = DOOR_STACK - 4 * len(arguments) - 4
    pc.write(pc.esp, struct.pack(f"<{len(arguments) + 1}I", RETURN, *arguments))
    kept = dict(zip(("ebx", "esi", "edi", "ebp"), (0xB1B1B1B1, 0x51515151, 0xD1D1D1D1, 0xB9B9B9B9)))
    for register, value in kept.items():
        setattr(pc, register, value)
    pc.go(symbols()[name], RETURN)
    assert pc.rip == RETURN and pc.esp == DOOR_STACK - 4 * len(arguments)
    assert {register: getattr(pc, register) for register in kept} == kept
    assert (pc.cs, pc.ds, pc.es, pc.ss) == (0, 0, 0, 0) and pc.flags & (IF | DF) == IF
    return pc.eax


@cache
def stopped():
    """A machine in real mode, when stage2 has stopped: its doors can be called by hand."""
    pc = Pc(bios=Echo(), extended=0).run()
    assert pc.halted
    return pc


@pytest.mark.parametrize("vector", range(0x10, 0x16))
@pytest.mark.parametrize("carry", [0, CF])
def test_quirks_33_43_69_74_every_register_goes_in_and_comes_out(vector, carry):
    pc = stopped()
    pc.bios.asked = []
    values = [0x11223344 * (i + 1) for i in range(8)]
    values = [value & 0xFFFFFFFF for value in values]
    pc.write(REGISTERS, struct.pack("<8I2HI", *values, 0x1111, 0x2222, carry | DF))
    call(pc, "bios_call", vector, REGISTERS)
    (number, seen, es, ds, flags), = pc.bios.asked
    by_name = dict(zip(("edi", "esi", "ebp", None, "ebx", "edx", "ecx", "eax"), values))
    assert (number, es, ds, flags) == (vector, 0x1111, 0x2222, carry | IF)
    assert all(seen[name] == by_name[name] for name in ALL)
    answer = struct.unpack("<8I2HI", pc.read(REGISTERS, 40))
    assert all(answer[i] == ~values[i] & 0xFFFFFFFF for i in range(8) if i != 3)  # but for ESP
    assert answer[8:10] == (0x3333, 0x4444) and answer[10] & CF
    assert pc.vectors == (0, 0x3FF)


@pytest.mark.parametrize("linear", [0x600, 0x12345, 0xFFFF0, 0x100000, 0x10FFE0])
def test_far_memory_is_reached_up_to_the_end_of_segment_ffff(linear):
    pc = stopped()
    pc.write(linear, b"far away")
    call(pc, "far_read", REGISTERS + 64, linear, 8)
    assert pc.read(REGISTERS + 64, 8) == b"far away"
    pc.write(REGISTERS + 64, b"and back")
    call(pc, "far_write", linear, REGISTERS + 64, 8)
    assert pc.read(linear, 8) == b"and back"


def test_flags_that_can_be_changed():
    pc = stopped()
    assert call(pc, "eflags_can_toggle", 1 << 21) == 1  # ID
    assert call(pc, "eflags_can_toggle", 1 << 1) == 0  # always set [SDM1 3.4.3]


def test_quirk_85_the_halt_goes_on_after_an_interrupt():
    pc = Pc(extended=0).run()
    address = pc.rip
    pc.flags &= ~IF
    pc.cpu.emu_start(address, 0, count=3)  # an interrupt has ended the halt
    assert pc.rip == address and pc.halted and pc.flags & IF


# --- exceptions before the kernel has handlers ----------------------------------------------------


@cache
def climbing(mode):
    """A machine in protected mode with paging off, or in long mode at the kernel's door; and the
    CPU's registers there."""
    pc = Pc()
    if mode == "long":
        pc.run()
    else:
        pc.go(ENTRY, symbols()["long_enter"])
    return pc, pc.cpu.context_save()


def deliver(pc, vector, mode):
    """What the CPU does for an exception, by the gate in memory [SDM3 6.12.1, 6.14]."""
    width, entry_bytes = (8, 16) if mode == "long" else (4, 8)
    table = symbols()["idt_long" if mode == "long" else "idt_protected"]
    low, selector, kind, high = struct.unpack("<HHHH", pc.read(table + vector * entry_bytes, 8))
    assert kind == 0x8E00 and selector == (SELECTOR_CODE64 if mode == "long" else SELECTOR_CODE32)
    pc.rsp = FAULT_STACK
    if mode == "long":
        pc.push(0, width)  # SS
        pc.push(FAULT_STACK, width)
    pc.push(EFLAGS_RESERVED, width)
    pc.push(selector, width)
    pc.push(ADDRESS, width)
    if vector in WITH_CODE:
        pc.push(CODE, width)
    pc.go(high << 16 | low, symbols()["fault_report"])


@pytest.mark.parametrize("mode", ["protected", "long"])
@pytest.mark.parametrize("vector", range(EXCEPTIONS))
def test_every_gate_leads_to_the_report_with_the_whole_picture(mode, vector):
    pc, registers = climbing(mode)
    pc.cpu.context_restore(registers)
    deliver(pc, vector, mode)
    assert pc.rip == symbols()["fault_report"]
    assert pc.esp == C["RAM_PROTECTED_STACK_END"] - 8, "a fresh stack, with a frame and an argument"
    picture, = struct.unpack("<I", pc.read(pc.esp + 4, 4))
    slots = struct.unpack("<24Q", pc.read(picture, 24 * 8))
    assert slots[0] == (mode == "long")
    assert slots[17:20] == (vector, CODE if vector in WITH_CODE else 0, ADDRESS)
    assert slots[21:23] == (EFLAGS_RESERVED, FAULT_STACK)
