"""Damage to an image, what has to come of it, and what came of it: told, or booted.

Told means a named error on COM1 and on the screen, and a halt: no reset, no silence, no guess.
"""

import random
import re

from climb import READY
from images import SECTOR_BYTES
from machine import MachineError
from screen import lay_out

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

STAGE1_TELLS = r"^Ascent: [A-Z][0-9A-F]{2}$"
STAGE2_TELLS = r"^\[stage2\] \w+: error: [^\[]*Stopped\."
FIRMWARE_TELLS = r"^Boot failed: |^No bootable device"
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


class Damage:
    """Bytes that are not as they should be, and the words that have to be told of it."""

    def __init__(self, name, offset, data, expected):
        self.name, self.offset, self.data, self.expected = name, offset, data, expected

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


class Sweep:
    """Boots damaged images one after the other, and counts."""

    def __init__(self, qemu, image):
        self._qemu = qemu
        self._image = image
        self.told = 0
        self.to_tell = 0
        self.booted = 0
        self.to_boot = 0
        self.failures = []

    def boot(self, name, expected, **options):
        """One boot that has to tell the words `expected`, a regular expression, or to reach the
        prompt where they are None."""
        machine = self._qemu(self._image, **options)
        try:
            told = outcome(machine)
        except MachineError as error:
            told = f"nothing that was expected: {error}"
        machine.close()
        if expected is None:
            self.to_boot += 1
            self.booted += told is None
        else:
            self.to_tell += 1
            right = told is not None and re.search(expected, told)
            self.told += bool(right)
        if (told is not None) if expected is None else not right:
            self.failures.append(f"{name}: {told or 'booted'}, not {expected or 'a boot'}")
        return told

    def damages(self, damages):
        for damage in damages:
            repair = damage.put(self._image)
            self.boot(damage.name, damage.expected)
            repair()

    def end(self, record_property, name):
        """Tells tests/run how many it were, and fails where one was not as it had to be."""
        record_property(f"sweep {name}", f"{self.told} of {self.to_tell} told")
        if self.to_boot:
            record_property(f"sweep {name} without effect", f"{self.booted} of {self.to_boot} boot")
        assert not self.failures, "\n".join(self.failures)
