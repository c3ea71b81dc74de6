"""Climbs behind one fault at a time, in every degree; tests/boot/test_shim_* are the samples.

Each line of the table is a boot that has to reach the monitor, whatever way it takes.
"""

import re

import pytest

from climb import READY, Climb, check_climb, climbed, guest_passed
from qemu import DEBUG_EXIT
from shim import Reply, chain
from test_shim_memory import HONEST, MIB, RESERVED

LEFT_BEHIND = ["registers", "segments", "df", "if_off", "if_on", "nt"]


def each(name, values, **others):
    """[(id, options)] of one option."""
    with_others = "".join(f" {key}={value}" for key, value in others.items())
    return [(f"{name}={value}{with_others}", {name: value, **others}) for value in values]


CLIMBS = [
    *each("boot_dl", [0x10, 0x20, 0x40, 0x70, 0x7F, 0x90, 0xA0, 0xC0, 0xF0], stray_hangs=1),
    *each("entry_flags", [0x0002, 0x0202, 0x0402, 0x0602, 0x4002, 0x7002], entry_random=1),
    *each("entry_sp", [0x0000, 0x0002, 0x7C00, 0x7E00, 0x8000, 0xFFFF]),
    *each("entry_ss", [0x0800, 0x07E0, 0x1000, 0x2000], entry_sp=0),
    *each("video_mode", [0x01, 0x02, 0x04, 0x06, 0x0D, 0x10, 0x12]),
    *each("window", [0x01, 0xE9, 0xFF]),
    *each("dirty", [0x01, 0xFF]),
    *(pair for bits in LEFT_BEHIND for pair in each("clobber_10", [bits])),
    *(pair for bits in LEFT_BEHIND for pair in each("clobber_13", [bits])),
    *(pair for bits in LEFT_BEHIND for pair in each("clobber_13", [bits], edd="absent")),
    *(pair for bits in LEFT_BEHIND for pair in each("clobber_15", [bits])),
    *each("most", [2, 3, 5, 7, 16, 61, 62, 63, 64, 126]),
    *each("most", [1, 2, 7, 16, 64], edd="absent"),
    *each("short_reads", [1, 2, 7, 61, 62, 63, 126]),
    *each("fail_first", range(1, 10)),
    *each("fail_first", range(1, 5), edd="absent"),
    *each("fail_every", range(2, 12)),
    *each("fail_every", range(2, 12), edd="absent"),
    *each("fail_every", [2, 3, 5], needs_reset=1, reset_fails=1),
    *each("ok_status", [0x01, 0x11, 0x80, 0xFF], edd="absent"),
    *each("eats_stack", range(512, 10752, 1024)),
    *each("bda_kib", [256, 300, 512, 600]),
    *each("low_kib", [1, 127, 256, 600, 641, 0x8000]),
    *each("a20_bios", ["claims", "absent"], a20_shut=1),
]


@pytest.mark.parametrize("options", [o for _, o in CLIMBS], ids=[name for name, _ in CLIMBS])
def test_climbs(shim, image, options):
    climbed(shim(image, **options))


@pytest.mark.parametrize("number", [*range(1, 8), 0x81, 0x82, 0x88, 0x8F], ids=hex)
def test_quirk_12_a_drive_that_could_be_and_is_not(shim, image, number):
    machine = shim(image, boot_dl=number)
    machine.wait_for(READY, fatal=None)
    first, _, rest = machine.serial().lstrip("\r\n").partition("\r\n")
    assert first == "Ascent: E01"
    check_climb(Climb(rest))


@pytest.mark.parametrize("heads", [2, 15, 16, 31, 32, 64, 128, 255, 256])
@pytest.mark.parametrize("sectors", [1, 8, 17, 18, 32, 62, 63])
def test_quirk_38_translations(shim, image, heads, sectors):
    """Even the smallest has room for the kernel: 2048 sectors."""
    machine = shim(
        image, edd="absent", cylinders=1024, heads=heads, sectors=sectors, refuse_track=1
    )
    assert f"1024 cylinders, {heads} heads, {sectors} sectors" in climbed(machine).stage2["disk"]


@pytest.mark.parametrize("ecx", [*range(20, 32), 0x100, 0x1000, 0x80000000], ids=hex)
@pytest.mark.parametrize("written", [20, 24])
def test_quirk_60_ecx(shim, image, ecx, written):
    climb = climbed(shim(image, replies=chain(HONEST, ecx=ecx, written=written), dirty=0xCC))
    assert climb.raw_map[0] == len(HONEST)


@pytest.mark.parametrize("lap", range(1, len(HONEST) + 1))
def test_quirk_64_circles_of_every_length(shim, image, lap):
    replies = [Reply(0, 0, RESERVED, next=1), *chain(HONEST)]
    for number, reply in enumerate(replies[1:-1], 1):
        reply.next = number + 1
    replies[-1].next = len(replies) - lap
    climb = climbed(shim(image, replies=replies))
    assert climb.raw_map[0] == len(replies)


@pytest.mark.parametrize("at", range(1, len(HONEST)))
def test_quirk_59_the_signature_is_lost_at_every_place(shim, image, at):
    replies = chain(HONEST)
    replies[at].signed = False
    assert climbed(shim(image, replies=replies)).stage2["memory"].startswith("E801, ")


@pytest.mark.parametrize("count", [300, 512, 600])
def test_a_long_list_of_pages_far_apart(shim, image, count):
    """Each has bounds of its own in the clean map."""
    many = [(n << 32, (n << 32) + 4096, RESERVED) for n in range(1, count - len(HONEST) + 1)]
    climb = climbed(shim(image, replies=chain([*HONEST, *many])))
    assert climb.raw_map[0] == min(count, 512)
    assert ("lost" in climb.stage2["memory"]) == (count > 512)


def test_a_large_kernel_comes_by_chs(shim, build):
    """33 MiB, track by track, with a failure now and then."""
    kernel = build / "tests" / "kernel-32m.img"
    climb = guest_passed(shim(kernel, edd="absent", fail_every=50, extra=DEBUG_EXIT))
    reads = int(re.search(r"reads (\d+) by CHS", climb.stage2["kernel"]).group(1))
    assert reads > 32 * MIB // 512 // 127
