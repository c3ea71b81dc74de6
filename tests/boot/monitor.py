"""The monitor as a test uses it: commands typed on COM1 or the keyboard, and their answers."""

import re
import time

from machine import FATAL, PATIENCE_SECONDS, POLL_SECONDS, MachineError

PROMPT = "ascent> "
HOLD_MILLISECONDS = 5  # of a key, before it is released and before the next one is pressed

# What a US keyboard has, by QEMU's names for the keys: without Shift, and with it.
PLAIN = {
    **{character: character for character in "abcdefghijklmnopqrstuvwxyz0123456789"},
    **{" ": "spc", "\n": "ret", "\t": "tab", "-": "minus", "=": "equal", "\b": "backspace"},
    **{";": "semicolon", "'": "apostrophe", "`": "grave_accent", "\\": "backslash"},
    **{",": "comma", ".": "dot", "/": "slash", "[": "bracket_left", "]": "bracket_right"},
}
SHIFTED = dict(zip('ABCDEFGHIJKLMNOPQRSTUVWXYZ)!@#$%^&*(_+:"~|<>?{}',
                   "abcdefghijklmnopqrstuvwxyz0123456789-=;'`\\,./[]", strict=True))


class Monitor:
    """`Monitor(qemu(image))`: returns when the prompt is there. `machine` is QEMU or Bochs."""

    def __init__(self, machine):
        self.machine = machine
        self._seen = 0
        self.settle()

    def run(self, command, keyboard=False, timeout=PATIENCE_SECONDS):
        """Types a command, waits for the next prompt; what came in between, with '\\n' alone."""
        self.type(command + "\n", keyboard)
        return self.settle(timeout).partition("\n")[2]

    def lines(self, command, **options):
        return self.run(command, **options).splitlines()

    def type(self, text, keyboard=False):
        """Types, and waits for nothing: for a command that does not come back, or part of a line.
        A new line is Enter. On COM1, `text` may be bytes."""
        if not keyboard:
            data = text.encode() if isinstance(text, str) else text
            self.machine.send(data.replace(b"\n", b"\r"))
            return
        for character in text:
            if character in SHIFTED:
                self.press("shift", PLAIN[SHIFTED[character]])
            else:
                self.press(PLAIN[character])

    def press(self, *keys):
        """Keys held together, by QEMU's names: press("ctrl", "a"). QEMU alone."""
        held = [{"type": "qcode", "data": key} for key in keys]
        self.machine.qmp.execute("send-key", keys=held, **{"hold-time": HOLD_MILLISECONDS})

    def new(self):
        """What COM1 has sent since the last settle() or run(), with '\\n' alone."""
        return self.machine.serial()[self._seen :].replace("\r\n", "\n")

    def wait(self, pattern, timeout=PATIENCE_SECONDS, fatal=FATAL):
        """Waits until the regular expression is found in new(); its match."""
        wanted = re.compile(pattern, re.MULTILINE)
        deadline = time.monotonic() + timeout
        while True:
            stopped = self.machine.stop_reason()
            match = wanted.search(self.new())
            if match:
                return match
            if stopped or (fatal and fatal.search(self.new())):
                raise MachineError(self.machine.describe(stopped or "an error, not a prompt"))
            if time.monotonic() > deadline:
                raise MachineError(self.machine.describe(f"no {pattern!r} from the monitor"))
            time.sleep(POLL_SECONDS)

    def settle(self, timeout=PATIENCE_SECONDS):
        """Waits until an empty prompt is the last thing shown; what came before it."""
        text = self.wait(rf"(?s)\A.*(?<![^\n]){PROMPT}\Z", timeout).group()
        self._seen = len(self.machine.serial())
        return text.removesuffix(PROMPT)
