"""Types at a machine, and waits for what the image in it prints to each stroke.

The emulated keyboard's queue has 16 bytes and says nothing when it is full. So a typist types a
little, waits until the image has told of it, and goes on: fast, and without a clock.
"""

import time

from climb import UP
from machine import PATIENCE_SECONDS, MachineError

POLL_SECONDS = 0.001


class Typist:
    def __init__(self, machine):
        self.machine = machine
        machine.wait_for(UP)
        ready = machine.serial_path.read_bytes().rindex(b"[kernel] ready")
        self._read = ready + len(b"[kernel] ready\r\n")

    def type(self, *changes):
        self.machine.keys(*changes)

    def stroke(self, *keys):
        """Pressed one after the other, released the other way round."""
        self.type(*(f"+{key}" for key in keys), *(f"-{key}" for key in reversed(keys)))

    def take(self, count, end="\n"):
        """The next `count` pieces that the image prints, each ended by `end`."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            text = self._unread()
            if text.count(end) >= count:
                break
            if time.monotonic() > deadline:
                reason = f"{text.count(end)} pieces of {count}: {text!r}"
                raise MachineError(self.machine.describe(reason))
            time.sleep(POLL_SECONDS)
        *pieces, _ = text.split(end, count)
        self._read += sum(len(f"{piece}{end}".encode()) for piece in pieces)
        return [piece.removesuffix("\r") for piece in pieces]

    def _unread(self):
        """What is there of it so far; a character may still be on its way."""
        with open(self.machine.serial_path, "rb") as log:
            log.seek(self._read)
            return log.read().decode("utf-8", errors="replace")
