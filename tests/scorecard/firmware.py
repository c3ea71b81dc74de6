"""firmware.py: what the firmware gets wrong, by tests/shim, while the disk itself is sound.

Each row is a title, with the numbers of docs/quirks.md, and the options of tests/boot/shim.py.
The same shim lies to all three chains. `replies` is the list of memory that INT 15h tells.
"""

import dataclasses

from shim import build_shim, chain, second_disk

MIB = 1 << 20
SHIM = 0x97C00  # the shim lies from here to 0x9FC00
TOP = 128 * MIB - (128 << 10)
LEFT = "registers segments df if_off nt"
MAP = [
    (0, SHIM, 1),
    (0x9FC00, 0xA0000, 2),
    (0xF0000, MIB, 2),
    (MIB, TOP, 1),
    (TOP, 128 * MIB, 2),
    (0xFFFC0000, 1 << 32, 2),
]


def memory(entries=None, last=None, **lies):
    """The map of these 128 MiB, or other entries; `last` is where its last reply leads."""
    replies = chain(entries or MAP, **lies)
    if last is not None:
        replies[-1].next = last
    return {"replies": replies}


def _unsigned():
    replies = chain(MAP)
    replies[3].signed = False
    return {"replies": replies}


def _crowded():
    """300 entries, more than most tables have room for."""
    pieces = [(32 * MIB + n * 8192, 32 * MIB + n * 8192 + 4096, 2) for n in range(294)]
    return memory(MAP + pieces)


ROWS = {
    "nothing: the shim is honest": {},
    "bytes 3 to 59h of sector 0 are written over (1)": {"window": 0xA5},
    "entry at 07C0:0000 (10)": {"entry_far": 1},
    "the stack lies at 0000:8100 (11)": {"entry_sp": 0x8100},
    "the stack lies at 0000:0004 (11)": {"entry_sp": 0x0004},
    "DL is FFh (12)": {"boot_dl": 0xFF},
    "DL is 00h (12)": {"boot_dl": 0x00},
    "DL is 81h, another disk (12)": {"boot_dl": 0x81, "decoy_drive": 0x81},
    "registers are junk, DF and IF set (14)": {"entry_random": 1, "entry_flags": 0x602},
    "the EDD check spoils DX (18)": {"edd_spoils_dx": 1},
    "EDD without packet calls (19)": {"edd": "no_packets"},
    "no answer to the EDD check (20)": {"edd": "nothing"},
    "no EDD at all": {"edd": "absent"},
    "the EDD check writes through DS (21)": {"edd_writes_ds": 1},
    "a call for another drive hangs (22, 42)": {"stray_hangs": 1},
    "EDD is announced, and each read by it fails (23)": {"lba_fails": 1},
    "EDD is announced, and brings other bytes (23)": {"garbage_lba": 1},
    "no EDD, and CHS brings other bytes": {"edd": "absent", "garbage_chs": 1},
    "reads of more than 127 sectors fail (25)": {"most": 127},
    "reads across a 64 KiB line fail (26)": {"refuse_line": 1},
    "no EDD, and reads across a 64 KiB line fail (26)": {"edd": "absent", "refuse_line": 1},
    "the packet is written over (27)": {"packet_junk": 1},
    "16 sectors a read, and the packet says so (27)": {"short_reads": 16},
    "16 sectors a read, and all are claimed": {"short_reads": 16, "short_lies": 1},
    "every third read fails (29)": {"fail_every": 3},
    "every third read fails, and each reset (29)": {"fail_every": 3, "reset_fails": 1},
    "three failures, then a reset is wanted (29)": {"fail_first": 3, "needs_reset": 1},
    "one read of eight fails, at random": {"fail_chance": 32},
    "all reads fail": {"lba_fails": 1, "chs_fails": 1},
    "reads of more than 32 sectors fail (30)": {"most": 32},
    "reads of more than 1 sector fail (30)": {"most": 1},
    "success comes with a status (31)": {"ok_status": 0x55},
    "corrected data comes as a failure (31)": {"corrected": 1},
    "every second read fails, without a status (31)": {"fail_status": 0, "fail_every": 2},
    "INT 13h leaves junk in registers, DF set, IF clear (33, 43)": {"clobber_13": LEFT},
    "INT 10h leaves the same (33)": {"clobber_10": LEFT},
    "no EDD, 1024 x 255 x 63 (38)": {
        "edd": "absent", "cylinders": 1024, "heads": 255, "sectors": 63,
    },
    "no EDD, 1023 x 15 x 17, a track a read (40)": {
        "edd": "absent", "cylinders": 1023, "heads": 15, "sectors": 17, "refuse_track": 1,
    },
    "INT 13h AH=08h changes ES:DI (33)": {"geometry_table": 1},
    "no EDD, and no geometry": {"edd": "absent", "geometry": "fails"},
    "INT 13h takes 1 KiB of stack (48)": {"eats_stack": 1 << 10},
    "INT 13h takes 10 KiB of stack (48)": {"eats_stack": 10 << 10},
    "A20 is shut": {"a20_shut": 1},
    "A20 is shut, and INT 15h claims to open it (50)": {"a20_shut": 1, "a20_bios": "claims"},
    "A20 is shut, and INT 15h cannot open it": {"a20_shut": 1, "a20_bios": "absent"},
    "INT 15h leaves junk in registers, DF set, IF clear": {"clobber_15": LEFT},
    "no E820 (58)": {"e820": "absent"},
    "E820 loses its signature (59)": _unsigned(),
    "E820 gives 20 bytes (60, 63)": memory(written=20, ecx=20),
    "E820's attributes are 0 (62)": memory(attributes=0),
    "E820 begins anew for ever (64)": memory(last=0),
    "E820 tells its last entry for ever (64)": memory(last=len(MAP) - 1),
    "E820 never ends (64)": {**memory(last=len(MAP) - 1), "e820_drift": 0x40},
    "E820 is unsorted, and overlaps (65)": memory([*reversed(MAP), (MIB, 2 * MIB, 1), (0, 0, 1)]),
    "E820 has 300 entries": _crowded(),
    "E820 knows no usable memory": memory([(0, 0xA0000, 2), (MIB, TOP, 2)]),
    "neither E820 nor E801": {"e820": "absent", "e801": "absent"},
    "no E820, E801 nor 88h": {"e820": "absent", "e801": "absent", "memory_88": "absent"},
    "low memory is full of CCh (72)": {"dirty": 0xCC},
    "the screen shows graphics (84)": {"video_mode": 0x13},
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Lie:
    """One row for one chain; the counterpart of harm.Harm."""

    title: str

    def start(self, chain, folder):
        """(the image that QEMU boots, its further options)."""
        options = {"geometry_table": 0, **ROWS[self.title]}
        return build_shim(folder / "shim.img", **options), second_disk(chain.image)
