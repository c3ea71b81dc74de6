"""The scorecard's own tests: its verdicts on texts that were seen, and a few harms of each kind.

`make scorecard` does the rest: hundreds of boots (docs/scorecard.md).
"""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tests" / folder) for folder in ("peers", "scorecard")]
import chains  # noqa: E402
import firmware  # noqa: E402
import harm  # noqa: E402
import reed_solomon  # noqa: E402
from attempt import Attempt, sectors_read  # noqa: E402
from verdict import BOOTS, FIRMWARE, HANGS, PROMPT, RESETS, SAYS, WRONG, Sight, judge  # noqa: E402

BIOS = "SeaBIOS (version 1.16.2)\nBooting from Hard Disk...\n"
SEEN = [
    ("Ascent", "Ascent\n[stage2] disk: drive 80h, LBA by EDD 3.0", HANGS),
    ("Ascent", "Ascent: R0C", SAYS),
    ("Ascent", "Ascent\n[stage2] verify: error: the kernel is damaged: CRC-32C 1, not 2.", SAYS),
    ("GRUB", "GRUB loading.....\nWelcome to GRUB!", HANGS),
    ("GRUB", "GRUB loading.Read Error", SAYS),
    ("GRUB", "GRUB Read Error", SAYS),
    ("GRUB", "error: no such partition.\nEntering rescue mode...\ngrub rescue>", SAYS),
    ("GRUB", "Welcome to GRUB!\n\ngrub rescue> ", PROMPT),
    ("syslinux", "SYSLINUX 6.04 EDD 20210613 Copyright\nLoading payload...", HANGS),
    ("syslinux", "SYSLINUX 6.04 EDD Load error - Boot error", SAYS),
    ("syslinux", "Missing operating system.", SAYS),
    ("syslinux", "SYSLINUX 6.04 EDD 20210613 Copyright\nboot: ", PROMPT),
    ("syslinux", "Loading payload... ok\nInvalid Multiboot image: neither ELF\nboot: ", SAYS),
    ("syslinux", "Memory segment at 0x00100000 (len 0x00020000) is unavailable\nboot:", SAYS),
    ("syslinux", "Boot failed: not a bootable disk\n\nNo bootable device.", FIRMWARE),
]


@pytest.mark.parametrize("chain, text, outcome", SEEN)
def test_words_are_judged(chain, text, outcome):
    found, words = judge(chain, Sight(BIOS + text))
    assert found == outcome
    assert bool(words) == (outcome != HANGS)


def test_words_on_the_serial_line_count_as_well():
    assert judge("Ascent", Sight(BIOS, "Ascent: S00\r\n")) == (SAYS, "Ascent: S00")


def test_what_happened_outweighs_what_was_said():
    """A chain that recovers after an error boots, and one that resets shows its words to nobody."""
    text = BIOS + "Ascent: E01\n"
    assert judge("Ascent", Sight(text, payload=True))[0] == BOOTS
    assert judge("Ascent", Sight(text, payload=False))[0] == WRONG
    assert judge("Ascent", Sight(text, reset="SHUTDOWN guest-reset"))[0] == RESETS


def test_grubs_redundancy_is_a_code():
    """Data and redundancy of a column, as a polynomial, vanish at every root of the generator."""
    data, size = bytes(range(1, 256)) * 6, 1500
    code = reed_solomon.redundancy(data, size)
    for column in (0, 1, 475, 476, 477, 511):
        word = data[column::512] + code[column::512]
        for root in reed_solomon.POWERS[: len(code[column::512])]:
            value = 0
            for byte in word:
                value = reed_solomon.TIMES[value][root] ^ byte
            assert value == 0


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """name -> its chain and the sectors that it reads, made once."""
    found = {}

    def build(name):
        if name not in found:
            folder = tmp_path_factory.mktemp(name)
            chain = chains.BUILDERS[name](folder)
            if chain is None:
                pytest.skip(f"{name} is not installed (make deps scorecard)")
            found[name] = chain, sectors_read(chain, folder)
        return found[name]

    return build


@pytest.fixture
def outcome(scratch, logs):
    """outcome(chain, harm or lie) -> what its boot comes to."""

    def attempt(chain, one):
        image, extra = one.start(chain, scratch)
        with Attempt(chain, image, logs, extra) as machine:
            return judge(chain.name, machine.sight())

    return attempt


NAMES = list(chains.BUILDERS)


@pytest.mark.parametrize("name", NAMES)
def test_every_chain_has_parts_to_harm(built, name):
    """The good boot is part of it: sectors_read insists on the whole payload."""
    chain, read = built(name)
    for part in chains.PARTS:
        expected = name != "Ascent" or part != "file system"
        assert bool(chain.of_part(part, read)) == expected, part
    assert len(chain.of_part("payload", read)) * chains.SECTOR > 0.9 * chains.PAYLOAD_BYTES
    kinds = {one.kind for one in harm.all_of(chain, read)}
    assert kinds == {*harm.KINDS, harm.CUT, harm.ONCE, harm.ALWAYS}


@pytest.mark.parametrize("name, expected", zip(NAMES, (SAYS, WRONG, WRONG)))
def test_damage_to_the_payload(built, outcome, name, expected):
    chain, read = built(name)
    lba = chain.of_part("payload", read)[-1]
    assert outcome(chain, harm.Harm("payload", "one bit", lba, 77))[0] == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_disk_that_ends_within_the_loader(built, outcome, name):
    chain, read = built(name)
    loader = chain.of_part("loader", read)
    assert outcome(chain, harm.Harm("loader", harm.CUT, loader[len(loader) // 2]))[0] == SAYS


def test_a_sector_that_fails_once(built, outcome):
    chain, read = built("Ascent")
    lba = chain.of_part("payload", read)[9]
    assert outcome(chain, harm.Harm("payload", harm.ONCE, lba))[0] == BOOTS
    assert outcome(chain, harm.Harm("payload", harm.ALWAYS, lba))[0] == SAYS


def test_grub_repairs_its_core(built, outcome):
    """So the codes that we have added for it are those that it expects."""
    chain, read = built("GRUB")
    lba = chain.of_part("loader", read)[40]
    assert outcome(chain, harm.Harm("loader", "zeroes", lba))[0] == BOOTS


def test_a_cpu_in_a_loop_hangs(built, outcome):
    chain, _ = built("Ascent")
    assert outcome(chain, harm.Harm("sector 0", "zeroes", 0))[0] == FIRMWARE, "no 55h AAh"
    assert outcome(chain, _Loop()) == (HANGS, "")


class _Loop:
    """A disk whose sector 0 does nothing for ever."""

    def start(self, chain, folder):
        path = folder / "loop.img"
        path.write_bytes((b"\xeb\xfe".ljust(510, b"\0") + b"\x55\xaa").ljust(1 << 20, b"\0"))
        return path, ()


@pytest.mark.parametrize("name", NAMES)
def test_an_honest_shim_harms_nobody(built, outcome, name):
    chain, _ = built(name)
    assert outcome(chain, firmware.Lie(next(iter(firmware.ROWS))))[0] == BOOTS
