"""harm.py: what is done to a disk before it boots, and to which sectors: never by chance.

Sectors are taken at even distances among those that the chain reads, so that two runs harm the
same ones; the bit that is turned is drawn from the sector's number.
"""

import dataclasses
import os
import random
import shutil

from chains import PARTS, SECTOR

SECTOR_BITS = SECTOR * 8
KINDS = ("one bit", "zeroes", "ones", "the neighbour's content")
CUT, ONCE, ALWAYS = "cut", "once", "always"

MOST_OF_PART = {"loader": 24, "file system": 6, "payload": 8}
BITS_OF_SECTOR_0 = 32
CUTS = 16
READ_ERRORS = 16

BLKDEBUG = """
[inject-error]
event = "read_aio"
errno = "5"
sector = "{lba}"
once = "{once}"
"""


@dataclasses.dataclass(frozen=True)
class Harm:
    part: str
    kind: str
    lba: int
    bit: int = 0

    def start(self, chain, folder):
        """Makes the harmed disk; returns what QEMU is to open, and its further options."""
        path = folder / "disk.img"
        shutil.copyfile(chain.image, path)
        if self.kind == CUT:
            os.truncate(path, self.lba * SECTOR)
        elif self.kind in (ONCE, ALWAYS):
            rules = path.with_suffix(".rules")
            rules.write_text(
                BLKDEBUG.format(lba=self.lba, once="on" if self.kind == ONCE else "off")
            )
            return f"blkdebug:{rules}:{path}", ()
        else:
            with open(path, "r+b") as file:
                file.seek(self.lba * SECTOR)
                sector, neighbour = file.read(SECTOR), file.read(SECTOR)
                file.seek(self.lba * SECTOR)
                file.write(self._changed(sector, neighbour))
        return path, ()

    def _changed(self, sector, neighbour):
        if self.kind == "one bit":
            return (int.from_bytes(sector, "little") ^ 1 << self.bit).to_bytes(SECTOR, "little")
        fill = {"zeroes": bytes(SECTOR), "ones": b"\xff" * SECTOR}
        return fill.get(self.kind, neighbour)

    def changes_anything(self, chain):
        if self.kind in (CUT, ONCE, ALWAYS):
            return True
        sector = chain.sector(self.lba)
        return self._changed(sector, chain.sector(self.lba + 1)) != sector


def spread(things, most):
    """At most so many of them, at even distances."""
    if len(things) <= most:
        return list(things)
    return [things[index * len(things) // most] for index in range(most)]


def damage(chain, read):
    """One sector is wrong: every kind for each of the chosen sectors, and many bits of sector 0."""
    for bit in spread(range(SECTOR_BITS), BITS_OF_SECTOR_0):
        yield Harm(PARTS[0], KINDS[0], 0, bit + bit // 128 % 8)  # not the same bit of every byte
    for kind in KINDS[1:]:
        yield Harm(PARTS[0], kind, 0)
    for part, most in MOST_OF_PART.items():
        for lba in spread(chain.of_part(part, read), most):
            for kind in KINDS:
                yield Harm(part, kind, lba, random.Random(lba).randrange(SECTOR_BITS))


def cuts(chain, read):
    """The disk ends before a sector that the chain reads; sector 0 is always whole."""
    useful = [lba for part in PARTS[1:] for lba in chain.of_part(part, read)]
    for lba in spread(sorted(useful), CUTS):
        yield Harm(chain.parts[lba], CUT, lba)


def read_errors(chain, read):
    """The drive cannot read a sector, once or for good. Sector 0 is read by the firmware."""
    useful = [lba for part in PARTS[1:] for lba in chain.of_part(part, read)]
    for lba in spread(sorted(useful), READ_ERRORS):
        for kind in (ONCE, ALWAYS):
            yield Harm(chain.parts[lba], kind, lba)


def all_of(chain, read):
    """Everything that is done to this chain's disk, and changes it."""
    for make in (damage, cuts, read_errors):
        yield from (harm for harm in make(chain, read) if harm.changes_anything(chain))
