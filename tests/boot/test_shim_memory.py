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


def test_quirk_50_and_53_the_bios_claims_to_have_opened_the_gate(shim, image):
    """Nor does the write to port 92h, which comes next, reset the machine."""
    machine = shim(image, a20_shut=1, a20_bios="claims")
    assert "port 92h" in climbed(machine).stage2["a20"]
    assert (A20_ENABLE, False) in [(ax, failed) for ax, _, failed in system_calls(machine)]


# The list of memory.


def test_quirk_57_and_61_continuation_values_are_not_numbers(shim, image):
    """The list is told in another order than it lies in, by values that look like nothing, and
    every register changes from call to call."""
    order = [0, 4, 2, 5, 1, 3]
    replies = [None] * len(order)
    told = chain(HONEST)
    for place, index in enumerate(order):
        told[place].next = 0 if place == len(order) - 1 else order[place + 1]
        replies[index] = told[place]
    left = "registers segments df if_off nt"
    climbs_by(shim, image, replies, kept=told, e820_key=0x5EED0000, clobber_15=left)


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
    """What came before, all memory above 1 MiB, is not believed any more."""
    replies = chain(HONEST)
    replies[4].signed = False
    climb = climbed(shim(image, replies=replies))
    assert climb.stage2["memory"].startswith("E801, ")


@pytest.mark.parametrize("ecx", [20, 0xFFFFFFFF], ids=hex)
def test_quirk_60_ecx_is_anything(shim, image, ecx):
    climbs_by(shim, image, chain(HONEST, ecx=ecx))


def test_quirk_60_an_entry_too_short_to_be_one_ends_the_list(shim, image):
    replies = [*chain(HONEST), Reply(0, 1 << 40, ecx=19)]
    replies[-2].next = len(HONEST)
    climbs_by(shim, image, replies, kept=replies[:-1])


def test_quirk_62_the_attribute_is_never_set(shim, image):
    climbs_by(shim, image, chain(HONEST, attributes=0))


def test_quirk_63_only_20_bytes_are_written(shim, image):
    """What the BIOS leaves alone is the preset attribute, and not what lay there before."""
    climbs_by(shim, image, chain(HONEST, written=20, ecx=24), dirty=0xCC)


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


def test_quirk_65_and_71_zero_overlapping_unsorted_and_unknown(shim, image):
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
        (9 * MIB, 10 * MIB, 0),
    ]
    assert kernel_place(climbs_by(shim, image, chain(mess))) == 10 * MIB


def test_quirk_66_low_memory_ends_where_the_least_figure_says(shim, image):
    """The list calls the shim's memory usable and INT 12h talks nonsense, but the BIOS's variable
    is right; then INT 12h has the least figure that can be."""
    honest = climbed(shim(image)).usable_kib
    machine = shim(image, e820="as_it_is", low_kib=0xFFFF)
    assert climbed(machine).usable_kib == honest
    assert phys_bytes(machine, SHIM, 0x200)[-2:] == b"\x55\xaa", "the shim was written over"
    less = climbed(shim(image, low_kib=512)).usable_kib
    assert honest - less == (SHIM - (512 << 10)) // 4096 * 4


@pytest.mark.parametrize(
    "answer, mib",
    [
        ({"e801_cx": 0x3C00, "e801_dx": 0x0700, "e801_ax": 0xFFFF}, 127),
        ({"e801_ax": 0x3800, "e801_bx": 0x0700}, 126),
    ],
    ids=["CX and DX", "AX and BX, a hole at 15 MiB"],
)
def test_quirk_67_e801(shim, image, answer, mib):
    climb = climbed(shim(image, e820="absent", e801="given", **answer))
    assert re.match(rf"E801, \d entries, {mib} MiB usable", climb.stage2["memory"])


def test_quirk_67_ah_88h_where_e801_says_what_cannot_be(shim, image):
    options = {"e801": "given", "e801_ax": 0xFFFF, "memory_88": "given", "memory_88_ax": 0xFC00}
    climb = climbed(shim(image, e820="absent", **options))
    assert climb.stage2["memory"].startswith("AH=88h, ")
    assert " 14 MiB usable" in climb.stage2["memory"], "it knows nothing of a window at 15 MiB"


def test_quirk_70_neighbours_are_one_range(shim, image):
    """Pieces of 64 KiB, none of which has room for the kernel."""
    step = 64 << 10
    pieces = [(start, start + step, USABLE) for start in range(MIB, 4 * MIB, step)]
    climb = climbs_by(shim, image, chain([HONEST[0], *pieces]))
    assert kernel_place(climb) == MIB


def reserved_bytes(count):
    """Entries of one byte each, all in one page: to sort out pages takes an emulator long."""
    return [((1 << 32) + byte, (1 << 32) + byte + 1, RESERVED) for byte in range(count)]


def test_a_list_of_as_many_entries_as_there_is_room_for(shim, image):
    climbs_by(shim, image, chain([*HONEST, *reserved_bytes(512 - len(HONEST))]))


def test_a_list_of_too_many_entries_says_what_is_lost(shim, image):
    """Nothing from the first lost entry on is used: it could have been reserved."""
    climb = climbed(shim(image, replies=chain([*HONEST, *reserved_bytes(600 - len(HONEST))])))
    assert "512 entries" in climb.stage2["memory"]
    assert "the rest of the list is lost" in climb.stage2["memory"]
    assert "88 firmware entries" in climb.kernel["memory"]


def test_quirk_69_and_78_interrupts_are_on_and_pending(shim, image):
    """After every call; when the BIOS is left, its clock rings 8192 times a second and every line
    is open."""
    left = {"clobber_10": "if_on", "clobber_13": "if_on", "clobber_15": "if_on"}
    climbed(shim(image, late_irqs=1, **left))
