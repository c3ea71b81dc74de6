"""What a good climb looks like on screen and serial line, checked the same way for every machine.

The tests assert facts, not sentences: which steps are told, in which order, and that what two
places say about the same thing is the same.
"""

import re

from machine import MachineError
from screen import lay_out

# The steps that stage2 tells, in order, as named in common/boot_step.h; "long" has no line, since
# nothing prints between the last mode switch and the kernel.
STEPS = (
    "stage2 console cpu a20 memory disk kernel target protected verify paging handover".split()
)
HELLO = "Hello World!"
HELLO_ATTRIBUTE = 0x0B  # light cyan on black
READY = r"^ascent> ?$"  # the monitor waits for a line
PROMPT = r"^ascent> $"  # all of it: COM1 may be read between the prompt's last two characters
UP = r"^\[kernel\] ready\r?$"  # the bring-up is done; many images say no more
LINE = re.compile(r"\[(stage2|kernel)\] ([a-z0-9 ]+?): (.*)")


class Climb:
    """The lines of one boot: stage2["a20"] is what stage2 says of that step, in all its lines."""

    def __init__(self, text):
        self.text = text.lstrip("\r\n")  # stage1 begins a new line below the firmware's text
        self.lines = self.text.replace("\r\n", "\n").rstrip("\n").split("\n")
        self.stage2 = self._told_by("stage2")
        self.kernel = self._told_by("kernel")

    def _told_by(self, stage):
        found = {}
        for line in self.lines:
            match = LINE.fullmatch(line)
            if match and match.group(1) == stage:
                told = found.get(match.group(2))
                found[match.group(2)] = f"{told}; {match.group(3)}" if told else match.group(3)
        return found

    @property
    def build_id(self):
        return _only(r"build ([0-9a-f]{8})", self.stage2["stage2"])

    @property
    def raw_map(self):
        """(count, CRC) of the firmware's map, as stage2 told them."""
        return _count_and_crc(self.stage2["handover"])

    @property
    def usable_kib(self):
        return int(_only(r"(\d+) KiB usable", self.kernel["memory"]))

    @property
    def drive(self):
        return int(_only(r"drive ([0-9a-f]{2})h", self.stage2["disk"]), 16)

    @property
    def method(self):
        return _only(r"\b(LBA|CHS)\b", self.stage2["disk"])


def _only(pattern, text):
    match = re.search(pattern, text)
    assert match, f"no {pattern!r} in {text!r}"
    return match.group(1)


def _count_and_crc(text):
    return int(_only(r"(\d+) entries", text)), int(_only(r"CRC-32C ([0-9a-f]{8})", text), 16)


def climbed(machine):
    """Waits for the kernel's last line and checks all that holds for every boot."""
    machine.wait_for(PROMPT)
    climb = Climb(machine.serial())
    check_climb(climb)
    assert climb.lines[-2:] == ["[kernel] ready", "ascent> "]
    screen = machine.screen()
    _check_screen(screen, climb.text)
    row, column = screen.find(HELLO)
    assert column == 0 and set(screen.attributes(row, 0, len(HELLO))) == {HELLO_ATTRIBUTE}
    if hasattr(machine, "disk_writes"):
        machine.wait_halted()
        assert machine.disk_writes() == 0, "something was written to the boot disk"
    return climb


def check_climb(climb):
    """What holds of every climb that reaches the kernel, whatever that kernel does then."""
    _check_order(climb)
    _check_hello(climb)
    kernel_map = _count_and_crc(climb.kernel["memory"])
    assert kernel_map == climb.raw_map, "stage2 and kernel disagree on the firmware's map"


def _check_order(climb):
    assert climb.lines[0] == "Ascent", "stage1 is the first to speak"
    told = [match.group(2) for match in map(LINE.fullmatch, climb.lines) if match]
    assert told[: len(STEPS)] == STEPS
    assert "\n" not in climb.text.replace("\r\n", ""), "every line ends with CR LF"


def _check_hello(climb):
    assert climb.lines.count(HELLO) == 1
    at = climb.lines.index(HELLO)
    assert climb.lines[at - 1].startswith("[stage2] handover"), "the kernel's first words"
    banner = climb.lines[at + 1]
    assert re.fullmatch(rf"Ascent \d+\.\d+\S*, build {climb.build_id}", banner), banner


def _check_screen(screen, serial):
    """The screen ends with what went over the serial line; how much of it still shows depends on
    what the firmware had printed before. Row for row, the last line's end included."""
    shown = screen.used_rows()
    sent = lay_out(serial)
    start = shown.index(sent[0]) if sent[0] in shown else 0
    if start > 0 or sent[0] in shown:
        assert shown[start:] == sent
    else:
        assert shown == sent[-len(shown) :]
    assert len(shown) - start >= len(STEPS), "nothing to compare"


# Images that run in the guest (tests/kernel): they end QEMU through isa-debug-exit.
EXIT_SUCCESS = 33
EXIT_FAILURE = 35
TOTALS = re.compile(r"TESTS: (\d+) passed, (\d+) failed")


def guest_passed(machine, timeout=None):
    """Waits for the guest's own end and checks it by both signs, the status and the last line."""
    try:
        status = machine.guest_exit_status(timeout)
    except MachineError as error:
        begun = re.findall(r"^(\w+)\.\.\.\t", machine.serial(), re.MULTILINE)
        where = f" in the test {begun[-1]}" if begun else ""
        raise MachineError(machine.describe(f"{error}{where}")) from error
    climb = Climb(machine.serial())
    totals = TOTALS.fullmatch(climb.lines[-1])
    if not totals:
        raise MachineError(machine.describe("the last line is no total"))
    passed, failed = int(totals.group(1)), int(totals.group(2))
    if (status, failed) != (EXIT_SUCCESS, 0) or passed == 0:
        raise MachineError(machine.describe(f"ended with status {status}: {totals.group()}"))
    return climb
