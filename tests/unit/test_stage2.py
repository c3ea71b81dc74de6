"""The bytes of stage2 as they lie in the image, on a CPU emulator: what no resident program can do.

A program that hooks the BIOS can lie for it, but it cannot take a gate, a port or a keyboard
controller out of the machine. Here they are the test's: each way to open A20 dead but one, and what
the ports do instead. The numbers after `quirk` are those of docs/quirks.md; test_a20.c has the same
quirks on the host, one function at a time.
"""

import struct
from functools import cache

import pytest

from bios_machine import STACK_END, STACK_START, C
from stage2_machine import FILL, LONG_MODE, MIB, NX, Bios, Pc, Ports, symbols

SHUT = "address line 20 stays shut"
SLOT = C["RAM_BIOS_BUFFER_END"] - 4  # the four bytes that a20.c tests with
KEYS, FULL, FLOATING = 1, 2, 0xFF  # of the 8042's status: for us, for it, none there
WAYS = {"bios": "INT 15h", "port 92": "port 92h", "8042": "8042"}
I8042_SEQUENCE = [(0x64, 0xD1), (0x60, 0xDF), (0x64, 0xFF)]


def shut(works=(), ports=Ports, **options):
    """A machine with the gate shut, in which only these ways open it."""
    return Pc(ports=ports(is_open=False, works=works, **options))


@cache
def shut_but_for(*works):
    """The same, after its run, for tests that only look at it."""
    return shut(works).run()


def writes_to(pc, *ports):
    return [pair for pair in pc.ports.writes if pair[0] in ports]


def stays_shut(pc):
    """Has said so, and has stopped before anything was read from the disk."""
    assert pc.halted and SHUT in pc.told("a20") and "Ctrl-Alt-Del" in pc.ports.text
    assert "read_lba" not in pc.calls
    return pc


# --- the whole road -------------------------------------------------------------------------------


@pytest.mark.parametrize("nx", [NX, 0])
def test_climbs_to_the_kernel(nx):
    pc = Pc(extended=LONG_MODE | nx).run()
    assert pc.climbed
    assert pc.rdi == C["VIRT_BOOT_INFO_START"] and pc.rsp == C["VIRT_KERNEL_STACK_END"] - 8
    assert pc.cr0 >> 16 & 1 and pc.cr0 >> 31 and pc.cr4 == 1 << 5
    assert (pc.efer >> 8 & 1, bool(pc.efer >> 11 & 1)) == (1, bool(nx))
    assert pc.screen and pc.ports.text.replace("\r", "").startswith(pc.screen.replace("\r", ""))


@pytest.mark.parametrize("shift, method", [(0, "LBA"), (1, "CHS"), (2, "CHS"), (0x7C, "LBA")])
def test_quirk_24_shift_forces_chs(shift, method):
    pc = Pc(shift=shift).run()
    assert pc.climbed and method in pc.told("disk") and f"by {method}" in pc.told("kernel")
    assert ("read_lba" in pc.calls, "edd_check" in pc.calls) == (method == "LBA",) * 2


def test_quirk_76_the_task_register_is_valid_in_every_switch():
    """Three lifts and the climb load it, and each marks the TSS busy."""
    class Watch(Bios):
        seen = []

        def read_lba(self, pc):
            self.seen.append(pc.task_register)
            return super().read_lba(pc)

    pc = Pc(bios=Watch()).run()
    busy_tss_of_104_bytes = (0x30, 0, 103)
    assert pc.climbed and pc.task_register == busy_tss_of_104_bytes
    before, after = Watch.seen[0], Watch.seen[1:]
    assert before == (0, 0, 0) and len(after) > 1
    assert set(after) == {busy_tss_of_104_bytes}
    assert pc.read(symbols()["gdt_tss"], 8) == bytes.fromhex("67000000008b0000")


def test_a_cpu_without_long_mode_is_told_and_halts():
    pc = Pc(extended=NX).run()
    assert pc.halted and "lacks long mode" in pc.ports.text
    assert pc.calls == ["video"] * len(pc.calls), "the BIOS was asked for more than text"


def test_quirk_48_a_bios_that_overruns_the_stack_is_told():
    class Greedy(Bios):
        def low_memory(self, pc):
            pc.write(STACK_START, bytes(64))
            return super().low_memory(pc)

    pc = Pc(bios=Greedy()).run()
    assert pc.halted and f"more than its {STACK_END - STACK_START} bytes" in pc.told("stack")


# --- A20 ------------------------------------------------------------------------------------------


def test_quirk_49_a_gate_that_is_open_is_left_alone():
    pc = Pc().run()
    assert pc.climbed and pc.told("a20") == "already open"
    assert "a20_enable" not in pc.calls
    assert not writes_to(pc, 0x92, 0x60, 0x64) and not {0x92, 0x60, 0x64} & set(pc.ports.reads)


@pytest.mark.parametrize("way", WAYS)
def test_quirks_50_to_52_each_way_dead_but_one(way):
    pc = shut_but_for(way)
    assert pc.climbed and pc.ports.opened_by == way
    assert pc.told("a20") == f"opened by {WAYS[way]}"


def test_quirk_50_success_without_effect_and_effect_without_success():
    pc = stays_shut(shut_but_for())
    assert pc.calls.count("a20_enable") == 1, "the BIOS has said that the gate is open"

    class Modest(Bios):
        def a20_enable(self, pc):
            super().a20_enable(pc)
            return False

    pc = Pc(bios=Modest(), ports=Ports(is_open=False)).run()
    assert pc.climbed and pc.told("a20") == "opened by INT 15h"


@pytest.mark.parametrize("status", [FLOATING, FULL])
def test_quirk_51_no_byte_for_a_controller_that_takes_none(status):
    pc = stays_shut(shut(["8042"], status=status).run())
    assert not writes_to(pc, 0x60, 0x64)
    looks = pc.ports.reads.count(0x64)
    assert 0 < looks <= (100 if status == FLOATING else 100_000)


def test_quirk_52_the_controller_comes_last_and_ends_with_a_null_command():
    pc = shut_but_for("8042")
    order = [port for port, _ in writes_to(pc, 0x92, 0x60, 0x64)]
    assert order == [0x92, 0x64, 0x60, 0x64]
    assert writes_to(pc, 0x60, 0x64) == I8042_SEQUENCE
    assert not writes_to(shut_but_for("port 92"), 0x60, 0x64)


def test_quirk_53_port_92_is_not_made_to_reset():
    """Ports.write notes a reset, Pc.run fails for it."""
    pc = shut(["port 92"], port_92=0x25).run()
    assert pc.climbed and writes_to(pc, 0x92) == [(0x92, 0x26)]


def test_quirk_53_port_92_is_left_alone_where_it_floats():
    pc = shut(["port 92", "8042"], port_92=FLOATING).run()
    assert pc.climbed and not writes_to(pc, 0x92) and pc.ports.opened_by == "8042"


class Lazy(Ports):
    """The gate moves so many delays after it was told to."""

    delays = 3000

    def open_by(self, way):
        self.opened_by = self.opened_by or (way if way in self.works else None)

    def delay(self):
        self.delays -= self.opened_by is not None
        self.is_open |= self.delays <= 0


@pytest.mark.parametrize("way", WAYS)
def test_quirk_54_a_gate_that_takes_its_time(way):
    pc = shut([way], Lazy).run()
    assert pc.climbed and pc.told("a20") == f"opened by {WAYS[way]}"


@pytest.mark.parametrize("which", range(4))
def test_quirk_55_what_lies_above_is_equal_by_chance(which):
    pc = Pc()
    saved, = struct.unpack("<I", pc.read(SLOT, 4))
    pc.write(SLOT + MIB, struct.pack("<I", (saved + which * 0x3C6EF35F) % (1 << 32)))
    assert pc.run().climbed and pc.told("a20") == "already open"


def test_quirk_55_memory_is_as_it_was():
    pc = stays_shut(shut_but_for())
    assert pc.read(SLOT, 4) == bytes([FILL]) * 4
    assert pc.read(0, 0x400) == bytes([FILL]) * 0x400, "the vectors of the BIOS"


class Typist(Ports):
    """Keys wait in the controller, and are gone when they have been read."""

    keys = 16

    def read(self, port):
        self.status = KEYS if self.keys else 0
        self.keys -= port == 0x60
        return super().read(port)


def test_quirk_56_keys_that_wait_are_read_away():
    pc = shut(["8042"], Typist).run()
    assert pc.climbed and pc.ports.opened_by == "8042"
    assert pc.ports.reads.count(0x60) == Typist.keys and pc.ports.keys == 0


def test_quirk_56_keys_without_end():
    stays_shut(shut(["8042"], status=KEYS).run())
