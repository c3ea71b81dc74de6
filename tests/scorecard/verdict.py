"""verdict.py: what a boot came to, from what can be seen of it: no opinions, only lists of phrases.

A boot that reached the payload is judged by the payload's bytes in memory. One that did not is
judged by its words: any of the phrases below, anywhere on the screen or on COM1, counts as saying
what is wrong, however little it says. The phrases of a chain are those that its sources print for
an error, and more are welcome; a person can check them against the screens in build/scorecard/.
"""

import dataclasses
import re

BOOTS, WRONG, SAYS, FIRMWARE, PROMPT, HANGS, RESETS = OUTCOMES = (
    "boots",
    "boots damaged",
    "says what is wrong",
    "the firmware says it",
    "waits at a prompt",
    "hangs",
    "resets",
)
TOLD = (SAYS, FIRMWARE)

PHRASES = {
    "Ascent": r"error:|EXCEPTION:|PANIC:|^Ascent: [A-Z][0-9A-F]{2}\b",
    # boot.S and diskboot.S: "GRUB " or "loading", then the words; the rest is of kern/*.c.
    "GRUB": r"(Geom|Hard Disk|Floppy|Read) Error|error: |[Aa]lloc magic|free magic|out of memory"
    r"|Out of memory|Aborted\.|no symbol table",
    # mbr.S, diskboot.inc, diskstart.inc, then the core, its modules and mboot.c32.
    "syslinux": r"Missing operating system|Operating system load error|Multiple active partitions"
    r"|Boot error|Load error -|Checksum error|Disk error|disk error|Failed to load"
    r"|Could not find kernel image|not a COM32R? image|No DEFAULT or UI configuration"
    r"|No configuration file|Undef symbol|Invalid or corrupt|image is corrupt"
    r"|\bfailed!|[Ee]rror:|Invalid Multiboot|is unavailable|Image too large"
    r"|[Oo]ut of memory|panic",
}
FIRMWARE_PHRASES = r"Boot failed: |No bootable device|not a bootable disk"
PROMPTS = r"^boot: *$|^grub( rescue)?> *$"


@dataclasses.dataclass(frozen=True)
class Sight:
    """What is seen at a boot's end."""

    screen: str
    serial: str = ""
    reset: str | None = None  # the emulator's word for it
    payload: bool | None = None  # True: started and whole; False: started with other bytes

    @property
    def text(self):
        return self.screen + "\n" + self.serial.replace("\r\n", "\n")


def judge(chain, sight):
    """(one of OUTCOMES, the words that decided it)."""
    if sight.payload is not None:
        return (BOOTS if sight.payload else WRONG), ""
    if sight.reset:
        return RESETS, sight.reset
    for outcome, phrases in (
        (SAYS, PHRASES[chain]),
        (FIRMWARE, FIRMWARE_PHRASES),
        (PROMPT, PROMPTS),
    ):
        found = re.search(rf"^.*(?:{phrases}).*$", sight.text, re.MULTILINE)
        if found:
            return outcome, found.group().strip()
    return HANGS, ""
