"""stage1 on a CPU emulator: every quirk of firmware that reaches sector 0, one in each test.

The machine and its honest firmware are in bios_machine.py; here is what other firmware does wrong.
The numbers after `quirk` are those of docs/quirks.md. Error messages are in test_stage1_errors.py;
branch_coverage.py repeats all of it and counts which instructions have run.
"""

import struct

import pytest

from bios_machine import (C, CF, DF, IF, SECTOR, STACK_END, STAGE2, WINDOW, Bios, Drive, Machine,
                          make_sector_0, make_stage2)
from stage1_cases import NAME, TRIES, boots, disassemble, fails, functions

MOST_SECTORS = C["DISK_STAGE2_SECTORS"]

# --- the good cases -------------------------------------------------------------------------------


def test_one_call_reads_all_of_stage2():
    drive = Drive(make_stage2(MOST_SECTORS))
    pc = boots(drives={0x80: drive}, sector_0=make_sector_0(MOST_SECTORS))
    assert functions(pc) == ["edd_check", "read_lba"] and pc.counts == [MOST_SECTORS]


@pytest.mark.parametrize("edd", [True, False])
def test_no_sector_is_read_that_is_not_stage2s(edd):
    """By packet its whole region, since that is one call all the same; by CHS what it has."""
    drive = Drive(make_stage2(1), edd=edd)
    counts = boots(drives={0x80: drive}, sector_0=make_sector_0(1)).counts
    assert counts == [MOST_SECTORS if edd else 1]


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


@pytest.mark.parametrize("edd", [True, False])
def test_quirk_14_chain_loaded_by_another_mbr(edd):
    """DS:SI at its partition entry, ES:DI at the BIOS's Plug and Play table: neither matters."""
    pc = Machine(dl=0x81, drives={0x81: Drive(edd=edd)})
    pc.write(0x600 + 0x1EE, bytes.fromhex("00ffffff 00ffffff ffffffff ffffffff"))
    pc.ds, pc.si, pc.es, pc.di = 0x0060, 0x01EE, 0xF000, 0x1234
    pc.write(0xF1234, b"$PnP" + bytes(29))
    pc.run()
    assert pc.jumped and pc.dx & 0xFF == 0x81
    assert {drive for _, drive in pc.calls} == {0x81}


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


def test_quirk_33_a_character_on_the_screen_costs_everything():
    class Painter(Bios):
        def teletype(self, pc):
            super().teletype(pc)
            pc.clobber()
            pc.ds, pc.es, pc.fs, pc.gs = 0x1111, 0x2222, 0x3333, 0x4444
            pc.flags = pc.flags & ~IF | DF

    boots(bios=Painter())
    pc = fails("E01", bios=Painter(), drives={})
    assert pc.flags & IF


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
