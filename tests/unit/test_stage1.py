"""stage1 on a CPU emulator: every branch, every error message, every quirk that reaches sector 0.

The machine and its firmware are in bios_machine.py; here is what the firmware does wrong. Numbers
after `quirk` are those of the table in the docs. The last test repeats all others and counts: every
instruction has run, and every conditional jump has gone both ways.
"""

import inspect
import re
import struct

import capstone
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bios_machine import (C, CF, DF, ENTRY, IF, SECTOR, SECTOR_0, STACK_END, STAGE2, WINDOW, Bios,
                          Drive, Machine, make_sector_0, make_stage2)

TRIES = 5
MOST_SECTORS = C["DISK_STAGE2_SECTORS"]
NAME = "\r\nAscent"
MESSAGE = re.compile(r"\r\nAscent(: [ERMBLS][0-9A-F]{2})?")


def boots(drive=0x80, screen=NAME, **options):
    """Runs a machine that has to reach stage2, in the state that stage2 was promised."""
    pc = Machine(**options).run()
    assert pc.jumped, f"{pc.screen!r} {pc.calls}"
    assert pc.screen == screen
    file = pc.drives[drive].stage2
    assert pc.read(STAGE2, len(file)) == file
    assert (pc.cs, pc.ds, pc.es, pc.ss, pc.sp) == (0, 0, 0, 0, STACK_END)
    assert pc.flags & IF and not pc.flags & DF
    assert pc.dx & 0xFF == drive
    return pc


def fails(*messages, **options):
    """Runs a machine that has to halt with these messages, one a drive that was tried."""
    pc = Machine(**options).run()
    assert pc.halted, pc.calls
    assert pc.screen == "".join(f"{NAME}: {message}" for message in messages)
    assert pc.flags & IF
    return pc


def functions(pc):
    return [function for function, _ in pc.calls]


# --- the good cases -------------------------------------------------------------------------------


def test_one_call_reads_all_of_stage2():
    drive = Drive(make_stage2(MOST_SECTORS))
    pc = boots(drives={0x80: drive}, sector_0=make_sector_0(MOST_SECTORS))
    assert functions(pc) == ["edd_check", "read_lba"] and pc.counts == [MOST_SECTORS]


@pytest.mark.parametrize("edd", [True, False])
def test_no_sector_is_read_that_is_not_stage2(edd):
    drive = Drive(make_stage2(1), edd=edd)
    assert boots(drives={0x80: drive}, sector_0=make_sector_0(1)).counts == [1]


def test_text_comes_before_the_disk():
    class Dead(Bios):
        def edd_check(self, pc, drive):
            self.seen = pc.screen, pc.serial
            return 0x01

    bios = Dead()
    boots(bios=bios)
    assert bios.seen == (NAME, NAME)


@pytest.mark.parametrize("geometry", [(80, 2, 18), (1024, 32, 64 - 1), (1024, 64, 32),
                                      (1024, 255, 63), (1024, 256, 63), (40, 1, 8), (256, 1, 1)])
def test_quirk_38_geometry_differs(geometry):
    cylinders, heads, sectors = geometry
    drive = Drive(make_stage2(MOST_SECTORS), cylinders, heads, sectors, edd=False)
    pc = boots(drives={0x80: drive}, sector_0=make_sector_0(MOST_SECTORS))
    assert functions(pc) == ["edd_check", "geometry"] + ["read_chs"] * MOST_SECTORS


@pytest.mark.parametrize("dl", [0x00, 0x01, 0x0F, 0x80, 0x81, 0x8F])
def test_every_plausible_drive_is_used(dl):
    boots(dl, dl=dl, drives={dl: Drive()})


# --- entry ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("byte", [0x00, 0xCC, 0xFF])
def test_quirk_1_window_rewritten(byte):
    boots(window=byte)


def test_quirk_2_window_has_the_numbers_of_a_floppy():
    sector = make_sector_0()
    assert sector[0] == 0xEB and sector[2] == 0x90 and 2 + sector[1] >= WINDOW.stop
    assert struct.unpack_from("<H", sector, 0x0B) == (512,)
    assert struct.unpack_from("<HH", sector, 0x18) == (18, 2)


def test_quirk_4_window_is_no_fat():
    window = make_sector_0()[WINDOW.start:WINDOW.stop]
    assert b"FAT" not in window and window[0x26 - WINDOW.start] == 0


@pytest.mark.parametrize("flags", [0, IF, DF, CF | DF | IF])
def test_quirk_10_entry_at_07c0(flags):
    boots(cs=0x07C0, flags=flags)


@pytest.mark.parametrize("ram", [0x00, 0xCC, 0xFF])
def test_quirk_11_nothing_is_known_at_entry(ram):
    for seed in range(8):
        boots(ram=ram, seed=seed)


def test_quirk_12_implausible_drives_are_not_asked():
    for dl in range(0x100):
        if dl & 0x70:
            pc = boots(dl=dl)
            assert {number for _, number in pc.calls} == {0x80}


def test_quirk_12_plausible_but_wrong_drive():
    for dl in (0x00, 0x01, 0x81, 0x8F):
        boots(dl=dl, screen=f"{NAME}: E01{NAME}")


def test_quirk_12_another_disk_answers():
    drives = {0x00: Drive(make_stage2(build_id=7)), 0x80: Drive()}
    boots(dl=0x00, drives=drives, screen=f"{NAME}: B00{NAME}")


def test_quirk_15_ss_and_sp_are_loaded_together():
    code = [(line.mnemonic, line.op_str) for line in disassemble(make_sector_0()).values()]
    assert code.count(("cli", "")) == 1
    at = next(i for i, (_, operands) in enumerate(code) if operands.startswith("ss,"))
    assert ("cli", "") in code[:at] and ("sti", "") not in code[:at]
    assert code[at + 1] == ("mov", f"sp, {STACK_END:#x}")


# --- INT 13h --------------------------------------------------------------------------------------


def test_quirk_18_edd_probe_clobbers_dl():
    class Ast(Bios):
        def leave(self, pc, function):
            pc.dx = 0xAAAA if function == "edd_check" else pc.dx

    boots(bios=Ast())


@pytest.mark.parametrize("answer", [{"bx": 0x55AA}, {"cx": 0x0006}, {"bx": 0xAA54}])
def test_quirk_19_edd_announced_without_packets(answer):
    class Partial(Bios):
        def edd_check(self, pc, drive):
            super().edd_check(pc, drive)
            for name, value in answer.items():
                setattr(pc, name, value)

    assert "read_lba" not in functions(boots(bios=Partial()))


def test_quirk_20_edd_probe_does_nothing():
    class Silent(Bios):
        carry_kept = ("edd_check",)

        def edd_check(self, pc, drive):
            self.asked = pc.bx, pc.cx, pc.flags & CF
            return None

    bios = Silent()
    assert "read_lba" not in functions(boots(bios=bios))
    assert bios.asked == (0x55AA, 0, CF)


def test_quirk_20_edd_probe_answers_but_leaves_carry_set():
    class Careless(Bios):
        carry_kept = ("edd_check",)

    assert "read_lba" not in functions(boots(bios=Careless()))


def test_quirk_21_edd_probe_writes_through_ds():
    class Xi8088(Bios):
        def edd_check(self, pc, drive):
            pc.write(pc.ds * 16 + 0x74, b"\x01")
            return 0x01

    boots(bios=Xi8088())


def test_quirk_22_and_42_no_other_drive_is_asked():
    pc = fails("E01", "E01", dl=0x00, drives={})
    assert {number for _, number in pc.calls} == {0x00, 0x80}
    pc = fails("E01", dl=0x80, drives={})
    assert {number for _, number in pc.calls} == {0x80}


def test_quirk_23_edd_fails_and_chs_works():
    class NoPackets(Bios):
        def read_lba(self, pc, drive):
            pc.packet()
            return 0x01

    pc = boots(bios=NoPackets())
    assert functions(pc).count("read_lba") == functions(pc).count("reset") == TRIES
    assert functions(pc).count("read_chs") == 4


@pytest.mark.parametrize("garbage", ["nothing", "zeros", "short", "twice"])
def test_quirk_23_edd_brings_garbage_and_chs_works(garbage):
    class Garbage(Bios):
        def read_lba(self, pc, drive):
            packet = pc.packet()
            data = {"nothing": b"", "zeros": bytes(4 * SECTOR), "short": drive.read(packet.lba, 3),
                    "twice": drive.read(packet.lba, 2) * 2}[garbage]
            pc.write(packet.buffer, data)
            pc.write(packet.address + 2, struct.pack("<H", len(data) // SECTOR))

    assert "read_chs" in functions(boots(bios=Garbage()))


def test_quirk_25_26_28_packets_are_within_the_rules():
    """Machine.packet demands it; here it is shown that it would notice."""
    for packet in (struct.pack("<BBHHHQ", 16, 0, 128, STAGE2, 0, 0),
                   struct.pack("<BBHHHQ", 16, 0, 65, STAGE2, 0, 0),
                   struct.pack("<BBHHHQ", 24, 0, 64, STAGE2, 0, 0),
                   struct.pack("<BBHHHQ", 16, 0, 64, STAGE2 - SECTOR, 0, 0)):
        pc = Machine()
        pc.write(0x6000, packet)
        pc.si = 0x6000
        pc.packet()
        assert pc.problems


def test_quirk_27_packet_is_rewritten():
    """Bios.read_lba leaves garbage in the packet, so a second try needs a new one."""
    pc = boots(drives={0x80: Drive(faults=[0x20] * (TRIES - 1))})
    assert functions(pc)[-1] == "read_lba" and functions(pc).count("read_lba") == TRIES


@pytest.mark.parametrize("edd", [True, False])
def test_quirk_29_reset_between_tries(edd):
    pc = boots(drives={0x80: Drive(edd=edd, faults=[0x80, 0x20])})
    read = "read_lba" if edd else "read_chs"
    assert functions(pc).count("reset") == 2
    assert "-".join([read, "reset", read, "reset", read]) in "-".join(functions(pc))


def test_quirk_29_each_sector_has_its_own_tries():
    boots(drives={0x80: Drive(edd=False, faults=([0x10] * (TRIES - 1) + [None]) * 4)})


def test_quirk_31_corrected_data_is_good():
    class Corrected(Bios):
        def read_lba(self, pc, drive):
            return super().read_lba(pc, drive) or 0x11

        read_chs = None

    pc = boots(bios=Corrected())
    assert functions(pc) == ["edd_check", "read_lba"]


def test_quirk_31_corrected_data_is_good_by_chs():
    class Corrected(Bios):
        def read_chs(self, pc, drive):
            return super().read_chs(pc, drive) or 0x11

    assert "reset" not in functions(boots(bios=Corrected(), drives={0x80: Drive(edd=False)}))


def test_quirk_31_status_without_carry_is_success():
    class Bogus(Bios):
        def leave(self, pc, function):
            if function.startswith("read"):
                pc.ax = 0x8000 | pc.ax & 0xFF

    assert functions(boots(bios=Bogus())) == ["edd_check", "read_lba"]


def test_quirk_31_carry_without_status_is_failure():
    class Bogus(Bios):
        def read_lba(self, pc, drive):
            return 0x00

    assert functions(boots(bios=Bogus())).count("read_lba") == TRIES


@pytest.mark.parametrize("edd", [True, False])
def test_quirk_33_everything_is_clobbered(edd):
    class Vandal(Bios):
        def leave(self, pc, function):
            answers = {"edd_check": "bx cx", "geometry": "cx dx"}.get(function, "")
            kept = {name: getattr(pc, name) for name in ("ax " + answers).split()}
            pc.clobber()
            for name, value in kept.items():
                setattr(pc, name, value)
            pc.ds, pc.es, pc.fs, pc.gs = 0x1111, 0x2222, 0x3333, 0x4444
            pc.flags = pc.flags & ~IF | DF

    boots(bios=Vandal(), drives={0x80: Drive(edd=edd, faults=[0x20, None, 0x20])})
    fails("S00", bios=Vandal(), drives={0x80: Drive(make_stage2(unbalance=1), edd=edd)})


@pytest.mark.parametrize("answer", [(0, 0), (0x0140, 0x0100), (0xFFC0, 0xFF00)])
def test_quirk_37_geometry_without_sectors(answer):
    class NoGeometry(Bios):
        def geometry(self, pc, drive):
            pc.cx, pc.dx = answer

    fails("E01", bios=NoGeometry(), drives={0x80: Drive(edd=False)})


def test_quirk_40_no_read_crosses_a_track():
    """Machine.chs demands it of every call; here the geometry makes every second read end one."""
    drive = Drive(make_stage2(MOST_SECTORS), 1024, 2, 2, edd=False)
    boots(drives={0x80: drive}, sector_0=make_sector_0(MOST_SECTORS))


def test_quirk_43_no_upper_half_is_used():
    class Upper(Bios):
        def leave(self, pc, function):
            for name in ("ax", "bx", "cx", "dx", "si", "di", "bp"):
                low = getattr(pc, name)
                pc.clobber(f"e{name}")
                setattr(pc, name, low)

    boots(bios=Upper())
    boots(bios=Upper(), drives={0x80: Drive(edd=False)})


def test_quirk_84_text_goes_through_the_bios():
    assert boots().read(0xB8000, 4000) == b"\xcc" * 4000


def test_quirk_85_halts_with_interrupts_on_and_stays_halted():
    pc = fails("E01", drives={})
    address = pc.last
    pc.cpu.emu_start(address + 1, 0, count=3)  # an interrupt has ended the halt
    assert pc.last == address and pc.halted and pc.flags & IF


# --- error messages -------------------------------------------------------------------------------


def test_error_e_no_edd_and_no_geometry():
    class Lost(Bios):
        def geometry(self, pc, drive):
            super().geometry(pc, drive)  # plausible numbers, and yet carry is set
            return 0x07

    fails("E01", bios=Lost(), drives={0x80: Drive(edd=False)})


@pytest.mark.parametrize("status", [0x01, 0x04, 0x10, 0x20, 0x80, 0x9F, 0xAA, 0xBB, 0xFF])
def test_error_r_shows_the_failing_reads_status(status):
    class ResetFails(Bios):
        def reset(self, pc, drive):
            return 0x05

    for edd in (True, False):
        pc = fails(f"R{status:02X}", bios=ResetFails(),
                   drives={0x80: Drive(edd=edd, faults=[status] * 99)})
        assert functions(pc).count("read_chs") == TRIES


def test_error_r_even_where_there_is_no_geometry():
    class Lost(Bios):
        def geometry(self, pc, drive):
            return 0x07

    fails("R10", bios=Lost(), drives={0x80: Drive(faults=[0x10] * TRIES)})


def test_error_r_in_the_last_sector():
    fails("R04", drives={0x80: Drive(edd=False, faults=[None] * 3 + [0x04] * TRIES)})


@pytest.mark.parametrize("magic", [0, C["KERNEL_MAGIC"], C["STAGE2_MAGIC"] ^ 1 << 31])
def test_error_m_magic(magic):
    fails("M00", drives={0x80: Drive(make_stage2(magic=magic))})


@pytest.mark.parametrize("bit", [0, 15, 16, 31])
def test_error_b_build(bit):
    fails("B00", drives={0x80: Drive(make_stage2(build_id=0x5EED1D01 ^ 1 << bit))})


@pytest.mark.parametrize("file_bytes", [0, 3 * SECTOR, 4 * SECTOR + 1, 4 * SECTOR | 1 << 15])
def test_error_l_length(file_bytes):
    fails("L00", drives={0x80: Drive(make_stage2(file_bytes=file_bytes))})


@pytest.mark.parametrize("unbalance", [1, 1 << 16, 1 << 31])
def test_error_s_sum(unbalance):
    fails("S00", drives={0x80: Drive(make_stage2(unbalance=unbalance))})


def test_error_s_any_damaged_byte():
    for at in range(C["STAGE2_HEADER_SIZE"], 4 * SECTOR, 97):
        file = bytearray(make_stage2())
        file[at] ^= 0x10
        fails("S00", drives={0x80: Drive(bytes(file))})


def test_two_drives_two_messages():
    drives = {0x00: Drive(faults=[0x80] * 99), 0x80: Drive(make_stage2(magic=0))}
    fails("R80", "M00", dl=0x00, drives=drives)


# --- anything at all ------------------------------------------------------------------------------

STATUS = st.sampled_from([None, None, 0x00, 0x01, 0x04, 0x10, 0x11, 0x20, 0x80, 0xFF])
FILE = st.sampled_from([make_stage2(), make_stage2(), make_stage2(magic=1), make_stage2(2),
                        make_stage2(build_id=1), make_stage2(unbalance=2), b""])
DRIVE = st.none() | st.builds(Drive, FILE, st.integers(1, 1024), st.integers(1, 256),
                              st.integers(0, 63), st.booleans(), st.lists(STATUS, max_size=40))


class AnyBios(Bios):
    """Firmware that behaves as hypothesis likes, call by call."""

    def __init__(self, acts):
        self.acts = acts

    def leave(self, pc, function):
        act = self.acts.pop() if self.acts else 0
        if act & 1:
            pc.flags = pc.flags & ~IF | DF
        if act & 2:
            pc.ds = pc.es = act << 8
        if act & 4:
            pc.clobber("esi edi ebp")
        if act & 8:
            pc.flags |= CF
        if act & 16 and function == "edd_check":
            pc.clobber("ebx ecx edx")
        if act & 32 and function == "geometry":
            pc.clobber("ecx edx")

    def read_chs(self, pc, drive):
        """A geometry that was a lie leads beyond the track, which real drives answer with 04h."""
        lba, count, buffer = pc.chs(drive)
        lied = [text for text in pc.problems if text.startswith(("track", "head"))]
        pc.problems = [text for text in pc.problems if text not in lied]
        status = 0x04 if lied else drive.fault()
        if status is None:
            pc.write(buffer, drive.read(lba, count))
        return status


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(dl=st.integers(0, 255), first=DRIVE, second=DRIVE, cs=st.sampled_from([0, 0x07C0]),
       acts=st.lists(st.integers(0, 63), max_size=30), seed=st.integers(0, 99))
def test_jumps_into_a_whole_stage2_or_says_why_not(dl, first, second, cs, acts, seed):
    drives = {number: drive for number, drive in ((dl, first), (0x80, second)) if drive}
    pc = Machine(drives=drives, bios=AnyBios(acts), dl=dl, cs=cs, seed=seed).run()
    lines = MESSAGE.findall(pc.screen)
    assert "".join(NAME + line for line in lines) == pc.screen
    assert 1 <= len(lines) <= 2 and len(pc.calls) <= 2 * (2 + 4 * TRIES * 5)
    if pc.jumped:
        assert pc.read(STAGE2, 4 * SECTOR) == make_stage2() and lines[-1] == ""
        assert (pc.ds, pc.es, pc.ss, pc.sp, pc.dx & 0xFF) == (0, 0, 0, STACK_END, pc.calls[-1][1])
    else:
        assert lines[-1] and pc.flags & IF


# --- coverage -------------------------------------------------------------------------------------


def disassemble(sector):
    """Every instruction that can be reached, by address."""
    decoder = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_16)
    decoder.detail = True
    found, todo = {}, [SECTOR_0]
    while todo:
        address = todo.pop()
        while address not in found and address != ENTRY:
            offset = address - SECTOR_0
            line = next(decoder.disasm(sector[offset:offset + 15], address, 1))
            found[address] = line
            target = jump_target(line)
            if target is not None:
                todo.append(target)
            if line.mnemonic in ("jmp", "ljmp", "ret"):
                break
            address += line.size
    return dict(sorted(found.items()))


def jump_target(line):
    if line.mnemonic == "ljmp":
        segment, offset = (operand.imm for operand in line.operands)
        return segment * 16 + offset
    if line.mnemonic == "call" or line.mnemonic.startswith(("j", "loop")):
        return line.operands[0].imm
    return None


def is_conditional(line):
    return jump_target(line) is not None and line.mnemonic not in ("jmp", "ljmp", "call")


def all_other_tests():
    """Every test above but the random one, with all of its parameters, as calls."""
    for name, test in list(globals().items()):
        if not name.startswith("test_") or hasattr(test, "hypothesis"):
            continue
        names = list(inspect.signature(test).parameters)
        marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
        if names and not marks:
            continue  # takes a fixture: it is the last test itself
        for value in marks[0].args[1] if marks else [None]:
            yield (lambda test=test, value=value: test(value)) if marks else test


def test_every_instruction_runs_and_every_branch_goes_both_ways(monkeypatch, capsys):
    code = disassemble(make_sector_0())
    runs = []
    run = Machine.run
    monkeypatch.setattr(Machine, "run",
                        lambda pc: runs.append((pc.executed, pc.branches)) or run(pc))
    for test in all_other_tests():
        test()
    executed = set().union(*(instructions for instructions, _ in runs))
    branches = set().union(*(pairs for _, pairs in runs))
    wanted = {(address, way) for address, line in code.items() if is_conditional(line)
              for way in (address + line.size, jump_target(line))}
    taken = wanted & branches
    with capsys.disabled():
        print(f"\nstage1: instructions executed {len(executed & set(code))} / {len(code)}, "
              f"branch directions taken {len(taken)} / {len(wanted)}")
    missing = [code[address] for address in sorted(set(code) - executed)]
    missing += [code[address] for address, _ in sorted(wanted - taken)]
    assert not missing, [f"{line.address:#x} {line.mnemonic} {line.op_str}" for line in missing]
    assert executed <= set(code)  # else the disassembly has missed something
