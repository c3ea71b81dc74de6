"""attempt.py: one boot of one disk in QEMU, followed until it can come to nothing else.

The guest's clock runs by its instructions (-icount, 8 ns each) and leaps over its idle time, so
"nothing for 20 seconds" is the guest's own time, the same on every host however slow: 2.5 billion
instructions, or a long sleep. A boot ends earlier when

  - the payload speaks, or the machine is reset
  - words say what is wrong, and for 100 ms nothing else happens
  - the CPU halts with interrupts off, from which nothing wakes it
  - the CPU is lost: for 300 ms, at 20 looks or more, its registers have no more than 4 different
    states, as in an endless loop or an exception that returns to its cause; or it executes zeroes
  - the shim of tests/shim has answered 20 000 calls
"""

import dataclasses
import re
import time

import peers
import verdict
from chains import SECTOR
from qemu import Qemu

GUEST_SECONDS = 20
MOST_CALLS = 20_000
LOST_LOOKS = 20
LOST_STATES = 4
HOST_SECONDS = 900  # catches an emulator that stands still; no verdict depends on it
POLL_SECONDS = 0.05
CLOCK = ["-icount", "shift=3,sleep=off", "-rtc", "base=2024-01-01,clock=vm"]
TCG = "tcg,tb-size=64"  # code that changes itself fills the whole gigabyte that is the default
EFLAGS_IF = 1 << 9
SAID = re.compile(rf"^{peers.WORD}\r$", re.MULTILINE)

# ACPI's timer on QEMU's board "pc", where SeaBIOS puts it: 24 bits, 3.58 MHz.
PM_TIMER = 0x608
PM_TIMER_MASK = (1 << 24) - 1
PM_TIMER_HZ = 3_579_545
WORDS_STAND = PM_TIMER_HZ // 10
LOST = PM_TIMER_HZ * 3 // 10


@dataclasses.dataclass(frozen=True)
class Look:
    """The CPU at one moment."""

    time: int  # by the timer
    registers: str
    in_zeroes: bool

    @property
    def is_dead(self):
        flags = int(re.search(r"\b[ER]FL=\s*([0-9a-f]+)", self.registers).group(1), 16)
        return "HLT=1" in self.registers and not flags & EFLAGS_IF


def _is_lost(looks):
    """Looks far enough apart, and none that shows anything new."""
    for first in range(len(looks) - LOST_LOOKS, -1, -1):
        chosen = looks[first:]
        states = {look.registers for look in chosen}
        if len(states) > LOST_STATES and not all(look.in_zeroes for look in chosen):
            return False
        if (chosen[-1].time - chosen[0].time & PM_TIMER_MASK) >= LOST:
            return True
    return False


class Attempt:
    """A machine, and what is to be seen of it in the end."""

    def __init__(self, chain, image, directory, extra=(), **options):
        self.chain = chain
        self.machine = Qemu(image, directory, accelerator=TCG, extra=[*CLOCK, *extra], **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.machine.close()

    def sight(self):
        """Follows the boot to its end."""
        deadline = time.monotonic() + HOST_SECONDS
        looks = []
        while not (self._said() or self.machine.stop_reason()):
            looks.append(self._look())
            if self._is_over(looks):
                break
            if self._has_told() and not self._goes_on():
                break
            assert time.monotonic() < deadline, self.machine.describe("QEMU stands still")
            time.sleep(POLL_SECONDS)
        reset = self.machine.stop_reason()
        assert not (reset or "").startswith("the emulator"), self.machine.describe(reset)
        payload = self._payload_is_whole() if self._said() else None
        return self._seen(reset, payload)

    def _said(self):
        return SAID.search(self.machine.serial())

    def _seen(self, *end):
        return verdict.Sight(str(self.machine.screen()), self.machine.serial(), *end)

    def _is_over(self, looks):
        return (
            self._seconds() >= GUEST_SECONDS
            or looks[-1].is_dead
            or _is_lost(looks)
            or self.machine.firmware_log().count("\nshim ") > MOST_CALLS
        )

    def _seconds(self):
        clock = self.machine.qmp.execute("qom-get", path="/machine", property="rtc-time")
        return clock["tm_hour"] * 3600 + clock["tm_min"] * 60 + clock["tm_sec"]

    def _look(self):
        registers = self.machine.registers()
        base, offset = (
            int(re.search(pattern, registers).group(1), 16)
            for pattern in (r"\bCS =[0-9a-f]+ ([0-9a-f]+)", r"\b[ER]IP=([0-9a-f]+)")
        )
        code = self.machine.qmp.monitor(f"x /4xw {base + offset:#x}").partition(":")[2]
        return Look(self._timer(), registers, set(code.split()) == {"0x00000000"})

    def _has_told(self):
        return verdict.judge(self.chain.name, self._seen())[0] in verdict.TOLD

    def _goes_on(self):
        """Whether anything new is seen after the words: some chains try again."""
        start, before = self._timer(), self._seen()
        while (self._timer() - start & PM_TIMER_MASK) < WORDS_STAND:
            if self._seen() != before or self.machine.stop_reason():
                return True
            time.sleep(POLL_SECONDS)
        return False

    def _timer(self):
        answer = self.machine.qmp.monitor(f"i /w {PM_TIMER:#x}")
        return int(answer.split("=")[1], 16) & PM_TIMER_MASK

    def _payload_is_whole(self):
        """Ascent says where it has put the payload; the others put it where its header wants it."""
        told = re.search(r"\[stage2\] kernel: .* at 0x([0-9a-f]+)", self.machine.serial())
        address = int(told.group(1), 16) if told else peers.PAYLOAD_ADDRESS
        path = self.machine.directory / "payload.bin"
        size = len(self.chain.payload)
        self.machine.qmp.execute("pmemsave", val=address, size=size, filename=str(path))
        found = path.read_bytes()
        path.unlink()
        return found == self.chain.payload


def sectors_read(chain, directory):
    """The LBAs that QEMU reads of the disk in one good boot, whoever asks for them."""
    log = directory / "reads"
    with Attempt(chain, chain.image, directory, ["-trace", f"blk_co_preadv,file={log}"]) as one:
        sight = one.sight()
    assert sight.payload, f"{chain.name} does not boot:\n{sight.text}"
    found = set()
    for line in log.read_text().splitlines():
        read = re.match(r"blk_co_preadv .* offset (\d+) bytes (\d+)", line)
        if read:
            start, size = map(int, read.groups())
            found.update(range(start // SECTOR, -(-(start + size) // SECTOR)))
    return sorted(found)
