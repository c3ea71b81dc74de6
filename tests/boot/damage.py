"""Damage to an image, what has to come of it, and what came of it: told, or booted.

Told means a named error on COM1 and on the screen, and a halt: no reset, no silence, no guess.
"""

import random
import re
import subprocess

from climb import READY
from images import SECTOR_BYTES
from machine import MachineError
from screen import lay_out

FIRMWARE_TELLS = r"^Boot failed: |^No bootable device"

# Where the data bytes of sector 0 lie (common/image.h); all else in it is code.
SECTOR_0_FIELDS = {
    "window": (3, 0x5A),
    "expected": (430, 434),
    "build": (434, 438),
    "sectors": (438, 440),
    "disk signature": (440, 446),
    "table": (446, 510),
    "boot signature": (510, 512),
}

# Those that somebody reads, and what is told when they have changed.
READ_FIELDS = {
    "expected": "Ascent: M00",
    "build": "Ascent: B00",
    "sectors": "Ascent: L00",
    "boot signature": FIRMWARE_TELLS,
}

# What others may rewrite, and a part of stage1's code area: mkimage check knows no better content.
UNJUDGED = ("window", "disk signature", "name")

# What a sector that cannot be read gets.
READ_ERRORS = {
    "sector 0": FIRMWARE_TELLS,
    "stage2": "Ascent: R(?!00)",
    "kernel": r"kernel: error: LBA {lba} cannot be read: [^(]*\(BIOS status (?!00)",
}

CUT_BYTES = 4096
STAGE1_TELLS = r"^Ascent: [A-Z][0-9A-F]{2}$"
STAGE2_TELLS = r"^\[stage2\] \w+: error: [^\[]*Stopped\."
CRASHED = re.compile(r"EXCEPTION:|PANIC:")
NO_STAGE2 = r"Ascent: [MBLS]00"
NO_KERNEL = r"verify: error: "

BIT, ZEROES, ONES, NEIGHBOUR = WAYS = ("bit", "zeroes", "ones", "neighbour")


class Disk:
    """What the chain reads of an image: sectors by their LBA, as they should be."""

    def __init__(self, image):
        self.image = image
        first = image.stage2_offset // SECTOR_BYTES
        self.stage2 = range(first, first + image.stage2("file_bytes") // SECTOR_BYTES)
        first = image.stage2("kernel_lba")
        self.kernel = range(first, first + image.stage2("kernel_file_bytes") // SECTOR_BYTES)
        self.read = [*self.stage2, *self.kernel]

    def sector(self, lba):
        return self.image.read(lba * SECTOR_BYTES, SECTOR_BYTES)

    def part_of(self, lba):
        parts = {"sector 0": [0], "stage2": self.stage2, "kernel": self.kernel}
        return next((name for name, sectors in parts.items() if lba in sectors), None)

    def around(self):
        """All that is read, sector 0 included, and what nobody reads between and behind."""
        return list(range(self.kernel[-1] + 9))

    def neighbour(self, lba):
        """The next sector that is read; the last one's neighbour is the one before."""
        at = self.read.index(lba)
        return self.read[at + 1 if at + 1 < len(self.read) else at - 1]

    def damages(self):
        """Every sector in every way, each as bytes at an offset."""
        for lba in self.read:
            for way in WAYS:
                yield self.damage(lba, way)

    def damage(self, lba, way):
        good = self.sector(lba)
        neighbour = self.sector(self.neighbour(lba))
        bad = damaged(good, way, neighbour, random.Random(f"{lba}"))
        return Damage(f"LBA {lba}, {way}", lba * SECTOR_BYTES, bad, self._expected(lba, good, bad))

    def sector_0_damages(self):
        """The data of sector 0, whose code cannot judge itself: each field as a whole, each bit of
        those that somebody reads, one bit of each other byte."""
        good = self.sector(0)
        other = self.sector(self.stage2[0])
        fields = dict(SECTOR_0_FIELDS, name=_place_of(b"\r\nAscent", good))
        for field, (start, end) in fields.items():
            for way in (ZEROES, ONES, NEIGHBOUR):
                bad = damaged(good[start:end], way, other[start:end], None)
                yield self._sector_0_damage(f"{field}, {way}", field, start, bad)
            for offset in range(start, end):
                dice = random.Random(f"{field} {offset}")
                for bit in range(8) if field in READ_FIELDS else [dice.randrange(8)]:
                    bad = bytes([good[offset] ^ 1 << bit])
                    yield self._sector_0_damage(f"{field}, {offset}:{bit}", field, offset, bad)

    def _sector_0_damage(self, name, field, offset, bad):
        expected = READ_FIELDS.get(field)
        good = self.sector(0)
        sectors = slice(*SECTOR_0_FIELDS["sectors"])
        now = good[:offset] + bad + good[offset + len(bad) :]
        if now == good or field == "sectors" and not _counts_differ(good[sectors], now[sectors]):
            expected = None
        return Damage(f"sector 0, {name}", offset, bad, expected, field not in UNJUDGED)

    def cuts(self):
        """(size, what has to be told): the image cut short, at every 4 KiB of what is used and at
        some places beyond."""
        end = (self.kernel[-1] + 1) * SECTOR_BYTES
        beyond = [end, end + SECTOR_BYTES, 1 << 20, 3 << 20, (16 << 20) - SECTOR_BYTES]
        for size in [*range(0, end + CUT_BYTES, CUT_BYTES), *beyond]:
            yield size, self._cut_expected(size // SECTOR_BYTES)

    def _cut_expected(self, sectors):
        if sectors == 0:
            return FIRMWARE_TELLS
        if sectors <= self.stage2[-1]:
            return "Ascent: R(?!00)"
        if sectors <= self.kernel[-1]:
            return f"kernel: error: LBA {max(sectors, self.kernel[0])} cannot be read: "
        return None

    def _expected(self, lba, good, bad):
        """The words that have to be told; None for a boot, where nothing has changed."""
        if bad == good:
            return None
        if lba in self.stage2:
            return NO_STAGE2 if lba == self.stage2[0] else "Ascent: S00"
        return NO_KERNEL + ("" if lba == self.kernel[0] else "the kernel is damaged: CRC-32C")


def damaged(good, way, neighbour, dice):
    """`good` after it was damaged in that way; which bit it is depends on the dice."""
    if way == BIT:
        bit = dice.randrange(len(good) * 8)
        value = int.from_bytes(good, "little") ^ 1 << bit
        return value.to_bytes(len(good), "little")
    return {ZEROES: bytes(len(good)), ONES: b"\xff" * len(good), NEIGHBOUR: neighbour}[way]


def _place_of(text, sector):
    start = sector.index(text)
    return start, start + len(text)


def _counts_differ(good, bad):
    """stage1 multiplies the count by a sector's bytes in 16 bits, which drops the upper ones."""
    return (int.from_bytes(good, "little") - int.from_bytes(bad, "little")) % 128 != 0


class Damage:
    """Bytes that are not as they should be, and the words that have to be told of it."""

    def __init__(self, name, offset, data, expected, judged=True):
        self.name, self.offset, self.data, self.expected = name, offset, data, expected
        self.judged = judged  # by mkimage check

    def put(self, image):
        """Damages the image; returns what puts it right again."""
        good = image.read(self.offset, len(self.data))
        image.write(self.offset, self.data)
        return lambda: image.write(self.offset, good)


def outcome(machine):
    """Waits until it is clear what comes of this boot: what was told, all of it, or None for a
    boot to the prompt."""
    match = machine.wait_for(rf"{READY}|{STAGE1_TELLS}|{STAGE2_TELLS}", fatal=CRASHED)
    machine.wait_halted()
    text = match.group()
    if re.fullmatch(READY, text):
        return None
    shown = "\n".join(machine.screen().used_rows())
    if "\n".join(lay_out(text)) not in shown:
        raise MachineError(machine.describe("told on COM1, but not on the screen"))
    if machine.stop_reason():
        raise MachineError(machine.describe(f"{machine.stop_reason()} after the message"))
    return text


def told_by_firmware(machine):
    """Waits for the firmware's own words, which the screen alone shows: sector 0 never ran."""
    text = machine.wait_for(FIRMWARE_TELLS, where="screen").group()
    assert "Ascent" not in machine.serial(), machine.describe("sector 0 ran")
    return text


def lint(mkimage, image, damages, record_property):
    """`mkimage check` has to find every damage, without a boot, and nothing where there is none."""
    missed, found, all_of_them = [], 0, 0
    for damage in damages:
        changed = image.read(damage.offset, len(damage.data)) != damage.data
        if changed and not damage.judged:
            continue
        repair = damage.put(image)
        done = subprocess.run([mkimage, "check", image], capture_output=True, text=True)
        repair()
        if done.returncode != changed:
            missed.append(f"{damage.name}: {done.stdout}{done.stderr}")
        all_of_them += changed
        found += changed and done.returncode == 1
    record_property("sweep damage in mkimage check", f"{found} of {all_of_them} found")
    assert not missed, "\n".join(missed)


def read_error(sweep, disk, lba, once, **options):
    """Boots with a read error at `lba`. stage1 counts no retries, so of its sectors one that goes
    away shows in nothing; nor does any where nobody reads."""
    always = READ_ERRORS.get(disk.part_of(lba))
    expected = None if once or not always else always.format(lba=lba)
    retries = 1 if once and lba in disk.kernel else 0

    def told_retries(machine):
        for line in ("[stage2] kernel: LBA", "[kernel] disk:"):
            assert machine.line(line).endswith(f"retries {retries}"), machine.line(line)

    sweep.boot(
        f"{'one error' if once else 'errors'} at LBA {lba}, {options}",
        expected,
        check=None if expected else told_retries,
        read_errors=[(lba, once)],
        **options,
    )


class Sweep:
    """Boots one image after the other, each with another damage, and counts."""

    def __init__(self, qemu, image):
        self._qemu = qemu
        self._image = image
        self._right = {"told": 0, "boot": 0}
        self._all = {"told": 0, "boot": 0}
        self._failures = []

    def boot(self, name, expected, check=None, image=None, **options):
        """One boot that has to tell the words `expected`, a regular expression, or to reach the
        prompt where they are None. `check` then looks at the machine."""
        machine = self._qemu(image or self._image, **options)
        try:
            told = told_by_firmware(machine) if expected == FIRMWARE_TELLS else outcome(machine)
            right = told is None if expected is None else re.search(expected, told or "")
            assert right, f"{told or 'a boot'}, not {expected or 'a boot'}"
            if check:
                check(machine)
        except AssertionError as error:
            self._failures.append(f"{name}: {error}")
            right = False
        machine.close()
        word = "boot" if expected is None else "told"
        self._all[word] += 1
        self._right[word] += bool(right)

    def damages(self, damages):
        for damage in damages:
            repair = damage.put(self._image)
            self.boot(damage.name, damage.expected)
            repair()

    def end(self, record_property, name):
        """Tells tests/run how many it were, and fails where one was not as it had to be."""
        for word, note in (("told", ""), ("boot", " without effect")):
            if self._all[word]:
                counted = f"{self._right[word]} of {self._all[word]} {word}"
                record_property(f"sweep {name}{note}", counted)
        assert not self._failures, "\n".join(self._failures)
