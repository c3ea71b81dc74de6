"""Firmware with several faults at once, drawn by a seed: shim.py's options, and how it must end."""

import random
import re

from climb import READY, Climb, check_climb
from faces import LETTERS, MESSAGES
from machine import MachineError
from shim import CONSTANTS, chain

MIB = 1 << 20
LEFT_BEHIND = "registers segments df if_off if_on nt".split()
SHIM_START = (639 - CONSTANTS["SHIM_KIB"]) * 1024  # SeaBIOS keeps one KiB below 640
TOP = 128 * MIB - (128 << 10)


def left_behind(draw):
    return " ".join(word for word in LEFT_BEHIND if draw.random() < 0.5)


def memory_list(draw):
    """The truth about 128 MiB, told in disorder, with what is reserved told more than once."""
    entries = [(0, SHIM_START, 1), (0x9FC00, 0xA0000, 2), (0xF0000, MIB, 2), (MIB, TOP, 1)]
    for _ in range(draw.randrange(12)):
        start = draw.randrange(8 * MIB, TOP)
        entries.append((start, start + draw.choice((0, 1, 4096, MIB)), draw.choice((0, 2, 5, 99))))
    draw.shuffle(entries)
    lies = {"attributes": draw.choice((0, 1)), "ecx": draw.choice((20, 24, 0xFFFFFFFF))}
    return chain(entries, written=draw.choice((20, 24)), **lies)


# option -> what it may be; a value that stands twice is drawn twice as often
VALUES = {
    "boot_dl": (0x80, 0x80, 0x00, 0x01, 0x81, 0x8F, 0xF0, 0xFF),
    "entry_far": (1,),
    "entry_random": (1,),
    "entry_flags": (0x0002, 0x0402, 0x0602),
    "entry_sp": (0x8100, 0x0004, 0xFFFF),
    "window": (0xA5,),
    "dirty": (0xCC, 0xFF),
    "video_mode": (0x01, 0x12, 0x13),
    "edd": ("absent", "nothing", "no_packets", "no_answer"),
    "edd_spoils_dx": (1,),
    "edd_writes_ds": (1,),
    "lba_fails": (1,),
    "fail_first": (1, 2, 4, 9),
    "fail_every": (2, 3, 7),
    "fail_chance": (10, 50, 150),
    "fail_from": (64, 200),
    "fail_status": (0x00, 0x04, 0x31, 0x80, 0xBB),
    "needs_reset": (1,),
    "reset_fails": (1,),
    "most": (1, 7, 64, 127),
    "refuse_line": (1,),
    "refuse_track": (1,),
    "ok_status": (0x11, 0x55),
    "corrected": (1,),
    "garbage_lba": (1,),
    "short_reads": (1, 16),
    "short_lies": (1,),
    "packet_junk": (1,),
    "geometry": ("fails", "no_sectors", "one_head"),
    "honest_below": (0x8000,),
    "e820": ("absent", "as_it_is"),
    "e801": ("absent",),
    "memory_88": ("absent",),
    "low_kib": (1, 500, 0xFFFF),
    "a20_shut": (1,),
    "a20_bios": ("claims", "absent"),
    "late_irqs": (1,),
    "eats_stack": (1 << 10, 8 << 10, 11 << 10),
}
SELDOM = {"fail_from", "geometry", "memory_88", "short_lies"}
GEOMETRIES = ((1024, 255, 63), (1024, 16, 63), (512, 64, 32), (1024, 2, 18))


def draw_options(seed):
    """The options and replies of one mix."""
    draw = random.Random(seed)
    options = {"seed": draw.getrandbits(32)}
    for name, values in VALUES.items():
        if draw.random() < (0.03 if name in SELDOM else 0.15):
            options[name] = draw.choice(values)
    for vector in ("clobber_10", "clobber_13", "clobber_15"):
        options[vector] = left_behind(draw)
    if draw.random() < 0.5:
        options.update(zip(("cylinders", "heads", "sectors"), draw.choice(GEOMETRIES)))
    if options.get("eats_stack", 0) >= 11 << 10:
        options["honest_below"] = 0x8000  # stage1 has no canary
    if "e820" not in options and draw.random() < 0.5:
        options["replies"] = memory_list(draw)
    return options


# The last word of a boot that fails: a letter of stage1, or a sentence of stage2.
LETTER = re.compile(rf"^Ascent: [{''.join(LETTERS)}][0-9A-F]{{2}}\s*\Z", re.MULTILINE)


def is_named(text):
    """Whether the text ends with a message that faces.py knows."""
    found = re.search(r"\[stage2\] (\w+: error: .*)", text, re.DOTALL)
    if not found:
        return bool(LETTER.search(text))
    told = " ".join(found.group(1).split())
    known = ("X".join(map(re.escape, beginning.split("X"))) for beginning in MESSAGES)
    return any(re.match(pattern.replace("X", ".*"), told) for pattern in known)


def ends_well(machine):
    """Waits for the kernel or for the halt. True for a climb; a message is read and known."""
    ready = re.compile(READY, re.MULTILINE)
    ended = machine.wait_for(rf"{READY}|Stopped\.|(^Ascent: [A-Z]..\s*\Z)", fatal=None)
    if ended.group(1):  # the first of two drives, perhaps
        machine.wait_halted()
        machine.watch(1)
        ended = machine.wait_for(rf"{READY}|Stopped\.|{LETTER.pattern}", fatal=None)
    text = machine.serial()
    if ready.search(text):
        check_climb(Climb(text[text.rindex("\nAscent\r\n") :]))
        return True
    if not is_named(text):
        raise MachineError(machine.describe("an end without a known message"))
    machine.wait_halted()
    machine.watch(1)
    return False
