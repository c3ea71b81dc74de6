"""stage1's error messages, each of them (docs/stage1-errors.md); then arbitrary firmware."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bios_machine import (BUILD_ID, C, CF, DF, IF, SECTOR, STACK_END, STAGE2, Bios, Drive,
                          Machine, make_sector_0, make_stage2)
from stage1_cases import NAME, TRIES, boots, fails, functions

MESSAGE = re.compile(r"\r\nAscent(: [ERMBLS][0-9A-F]{2})?")

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
    fails("B00", drives={0x80: Drive(make_stage2(build_id=BUILD_ID ^ 1 << bit))})


@pytest.mark.parametrize("file_bytes", [0, 3 * SECTOR, 4 * SECTOR + 1, 4 * SECTOR | 1 << 15])
def test_error_l_length(file_bytes):
    fails("L00", drives={0x80: Drive(make_stage2(file_bytes=file_bytes))})


@pytest.mark.parametrize("sectors", [0, *(4 ^ 1 << bit for bit in range(16)), 0xFFFF])
def test_error_l_a_count_that_was_damaged(sectors):
    """No count has stage1 read beyond stage2's region; its upper bits do not even matter."""
    for edd in (True, False):
        options = {"drives": {0x80: Drive(edd=edd)}, "sector_0": make_sector_0(sectors)}
        pc = boots(**options) if sectors % 128 == 4 else fails("L00", **options)
        assert sum(pc.counts) <= 2 * C["DISK_STAGE2_SECTORS"]


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
