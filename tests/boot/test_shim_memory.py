"""A whole climb behind an INT 15h that errs and lies: docs/quirks.md, 49 to 78."""

import re
import struct

import pytest

from climb import climbed
from images import crc32c
from memory import phys_bytes
from shim import Reply, chain, system_calls

MIB = 1 << 20
SHIM = 0x97C00  # where the shim begins: 32 KiB below SeaBIOS's own data
TOP = 128 * MIB - (128 << 10)
USABLE, RESERVED = 1, 2
# What an honest list says of the machine that the tests get by default.
HONEST = [
    (0, SHIM, USABLE),
    (0x9FC00, 0xA0000, RESERVED),
    (0xF0000, MIB, RESERVED),
    (MIB, TOP, USABLE),
    (TOP, 128 * MIB, RESERVED),
    (0xFFFC0000, 1 << 32, RESERVED),
]
A20_ENABLE, E820 = 0x2401, 0xE820


def crc_of(replies):
    """Of the raw map that these replies must become."""
    entries = [(r.base, r.length, r.type, r.attributes) for r in replies]
    return crc32c(b"".join(struct.pack("<QQII", *entry) for entry in entries))


def climbs_by(shim, image, replies, kept=None, **options):
    """Climbs with this list, of which exactly the replies `kept` reach the kernel."""
    machine = shim(image, replies=replies, **options)
    climb = climbed(machine)
    kept = replies if kept is None else kept
    assert climb.stage2["memory"].startswith(f"E820, {len(kept)} entries, ")
    assert climb.raw_map == (len(kept), crc_of(kept))
    return climb


def kernel_place(climb):
    return int(re.search(r"at 0x([0-9a-f]+)", climb.stage2["kernel"]).group(1), 16)


# A20 and the keyboard's controller.


def test_quirk_49_an_open_gate_is_left_alone(shim, image):
    machine = shim(image)
    assert "already open" in climbed(machine).stage2["a20"]
    assert A20_ENABLE not in [ax for ax, _, _ in system_calls(machine)]


def test_quirk_50_and_53_the_bios_claims_to_have_opened_the_gate(shim, image):
    """Nor does the write to port 92h, which comes next, reset the machine."""
    machine = shim(image, a20_shut=1, a20_bios="claims")
    assert "port 92h" in climbed(machine).stage2["a20"]
    assert (A20_ENABLE, False) in [(ax, failed) for ax, _, failed in system_calls(machine)]


def test_quirk_50_the_bios_knows_nothing_of_the_gate(shim, image):
    assert "port 92h" in climbed(shim(image, a20_shut=1, a20_bios="absent")).stage2["a20"]


# The list of memory.


def test_quirk_57_continuation_values_are_not_numbers(shim, image):
    """The list is told in another order than it lies in, by values that look like nothing."""
    order = [0, 4, 2, 5, 1, 3]
    replies = [None] * len(order)
    told = chain(HONEST)
    for place, index in enumerate(order):
        told[place].next = 0 if place == len(order) - 1 else order[place + 1]
        replies[index] = told[place]
    climbs_by(shim, image, replies, kept=told, e820_key=0x5EED0000)


def test_quirk_57_the_first_entry_is_the_last(shim, image):
    climbs_by(shim, image, chain([(MIB, TOP, USABLE)]))


def test_quirk_58_carry_on_the_first_call_means_no_such_call(shim, image):
    climb = climbed(shim(image, e820="absent"))
    assert climb.stage2["memory"].startswith("E801, ")


def test_quirk_58_carry_later_is_the_end_and_brings_no_entry(shim, image):
    replies = chain(HONEST)
    replies[-1].next = len(replies)
    climbs_by(shim, image, [*replies, Reply(0, 1 << 40, carry=True)], kept=replies)


def test_quirk_59_the_signature_gets_lost(shim, image):
    replies = chain(HONEST)
    replies[3].signed = False
    climb = climbed(shim(image, replies=replies))
    assert climb.stage2["memory"].startswith("E801, ")


@pytest.mark.parametrize("ecx", [20, 23, 25, 0x400, 0xFFFFFFFF], ids=hex)
def test_quirk_60_ecx_is_anything(shim, image, ecx):
    climbs_by(shim, image, chain(HONEST, ecx=ecx))


def test_quirk_60_an_entry_too_short_to_be_one_ends_the_list(shim, image):
    replies = [*chain(HONEST), Reply(0, 1 << 40, ecx=19)]
    replies[-2].next = len(HONEST)
    climbs_by(shim, image, replies, kept=replies[:-1])


def test_quirk_61_every_register_changes_from_call_to_call(shim, image):
    climbs_by(shim, image, chain(HONEST), clobber_15="registers segments df if_off nt")


def test_quirk_62_the_attribute_is_never_set(shim, image):
    climbs_by(shim, image, chain(HONEST, attributes=0))


@pytest.mark.parametrize("ecx", [20, 24])
def test_quirk_63_20_bytes_are_written(shim, image, ecx):
    """What the BIOS leaves alone is the preset attribute, and not what lay there before."""
    climbs_by(shim, image, chain(HONEST, written=20, ecx=ecx), dirty=0xCC)


def test_quirk_64_the_list_goes_round_for_ever(shim, image):
    replies = chain(HONEST)
    replies[-1].next = 2
    climbs_by(shim, image, replies)


def test_quirk_64_the_last_entry_is_told_for_ever(shim, image):
    replies = chain(HONEST)
    replies[-1].next = len(replies) - 1
    climbs_by(shim, image, replies)


def test_quirk_64_the_list_never_ends(shim, image):
    """Each answer is another: no circle. 2048 calls are the limit, and what was lost is told."""
    replies = chain(HONEST)
    replies[-1] = Reply(1 << 32, 0x1000, RESERVED, next=len(replies) - 1)
    machine = shim(image, replies=replies, e820_drift=0x40)
    climb = climbed(machine)
    assert "512 entries" in climb.stage2["memory"]
    assert "the rest of the list is lost" in climb.stage2["memory"]
    assert len([ax for ax, _, _ in system_calls(machine) if ax == E820]) == 2048


def test_quirk_65_zero_overlapping_unsorted_and_unknown(shim, image):
    """The kernel goes behind what anybody reserves, whatever else claims it."""
    mess = [
        (2 * MIB, 2 * MIB, USABLE),
        *reversed(HONEST),
        (0, TOP, USABLE),
        (MIB, 3 * MIB, 12),
        (2 * MIB, 5 * MIB, 7),
        (4 * MIB, 6 * MIB, 0xFFFFFFFF),
        (5 * MIB, 9 * MIB, RESERVED),
        (8 * MIB, 8 * MIB, RESERVED),
    ]
    assert kernel_place(climbs_by(shim, image, chain(mess))) == 9 * MIB


def test_quirk_66_the_list_calls_the_bioss_own_memory_usable(shim, image):
    """The shim lives there. It is still whole, and the usable memory is that of an honest list."""
    machine = shim(image, e820="as_it_is", dirty=0)
    climb = climbed(machine)
    code = phys_bytes(machine, SHIM, 0x200)
    assert code[-2:] == b"\x55\xaa", "the shim was not written over"
    assert climb.usable_kib == climbed(shim(image)).usable_kib


@pytest.mark.parametrize("kib", [1, 0xFFFF])
def test_quirk_66_int_12h_talks_nonsense(shim, image, kib):
    """Then the BIOS's own variable is believed."""
    assert climbed(shim(image, low_kib=kib)).usable_kib == climbed(shim(image)).usable_kib


@pytest.mark.parametrize(
    "option, value", [("bda_kib", 512), ("low_kib", 512)], ids=["variable", "INT 12h"]
)
def test_quirk_66_the_least_figure_counts(shim, image, option, value):
    """For low memory from 512 KiB up to the shim."""
    less = climbed(shim(image, **{option: value})).usable_kib
    assert climbed(shim(image)).usable_kib - less == (SHIM - (value << 10)) // 4096 * 4


E801_WAYS = {
    "AX and BX": {"e801_ax": 0x3C00, "e801_bx": 0x0700},
    "CX and DX": {"e801_cx": 0x3C00, "e801_dx": 0x0700, "e801_ax": 0xFFFF},
    "a hole at 15 MiB": {"e801_ax": 0x3800, "e801_bx": 0x0700},
    "nothing above 16 MiB": {"e801_cx": 0x3C00},
}


@pytest.mark.parametrize("way", E801_WAYS)
def test_quirk_67_e801(shim, image, way):
    climb = climbed(shim(image, e820="absent", e801="given", **E801_WAYS[way]))
    assert climb.stage2["memory"].startswith("E801, ")
    mib = int(re.search(r"(\d+) MiB usable", climb.stage2["memory"]).group(1))
    assert mib == {"a hole at 15 MiB": 126, "nothing above 16 MiB": 15}.get(way, 127)


@pytest.mark.parametrize("e801", ["absent", "given"])
def test_quirk_67_ah_88h_where_e801_is_not_there_or_not_possible(shim, image, e801):
    options = {"e801": e801, "e801_ax": 0xFFFF, "memory_88": "given", "memory_88_ax": 0xFC00}
    climb = climbed(shim(image, e820="absent", **options))
    assert climb.stage2["memory"].startswith("AH=88h, ")
    assert " 14 MiB usable" in climb.stage2["memory"], "it knows nothing of a window at 15 MiB"


@pytest.mark.parametrize("vector", ["clobber_10", "clobber_13", "clobber_15"])
def test_quirk_69_interrupts_are_on_after_every_call(shim, image, vector):
    climbed(shim(image, **{vector: "if_on"}))


def test_quirk_70_neighbours_are_one_range(shim, image):
    """Pieces of 64 KiB, none of which has room for the kernel."""
    step = 64 << 10
    pieces = [(start, start + step, USABLE) for start in range(MIB, 16 * MIB, step)]
    climb = climbs_by(shim, image, chain([HONEST[0], *pieces]))
    assert kernel_place(climb) == MIB


def test_quirk_71_type_0_is_reserved(shim, image):
    climb = climbs_by(shim, image, chain([*HONEST, (MIB, 2 * MIB, 0)]))
    assert kernel_place(climb) == 2 * MIB


def reserved_bytes(count):
    """Entries of one byte each, all in one page: to sort out pages takes an emulator long."""
    return [((1 << 32) + byte, (1 << 32) + byte + 1, RESERVED) for byte in range(count)]


@pytest.mark.parametrize("count", [300, 512])
def test_a_list_of_many_entries(shim, image, count):
    climbs_by(shim, image, chain([*HONEST, *reserved_bytes(count - len(HONEST))]))


def test_a_list_of_too_many_entries_says_what_is_lost(shim, image):
    """Nothing from the first lost entry on is used: it could have been reserved."""
    climb = climbed(shim(image, replies=chain([*HONEST, *reserved_bytes(600 - len(HONEST))])))
    assert "512 entries" in climb.stage2["memory"]
    assert "the rest of the list is lost" in climb.stage2["memory"]
    assert "88 firmware entries" in climb.kernel["memory"]


def test_quirk_78_interrupts_are_pending_when_the_bios_is_left(shim, image):
    """The clock rings 8192 times a second and every line is open."""
    climbed(shim(image, late_irqs=1))
