"""What QEMU and Bochs have in common for a test: text to wait for, a screen, an end.

A wait never measures time: its limit only catches a machine that hangs, and is generous enough
for a host that many share. A machine that resets, shuts down, ends early or prints an error while
something else is awaited fails at once, with all that can be read from it.
"""

import os
import re
import signal
import subprocess
import time

PATIENCE_SECONDS = float(os.environ.get("BOOT_PATIENCE", "240"))
POLL_SECONDS = 0.05

# A machine that shows one of these will not show anything better later.
FATAL = re.compile(r"error:|EXCEPTION:|PANIC:|^Ascent: [A-Z]", re.MULTILINE)


class MachineError(AssertionError):
    """The machine did something else than what the test waits for."""


class Machine:
    def __init__(self, directory, command, **popen):
        self.directory = directory
        self.serial_path = directory / "serial.log"
        self.output_path = directory / "emulator.log"
        self.command = [str(word) for word in command]
        (directory / "command").write_text(" ".join(self.command) + "\n")
        with open(self.output_path, "wb") as output:
            self._process = subprocess.Popen(
                self.command, stdout=output, stderr=subprocess.STDOUT, cwd=directory, **popen
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # What a test asks.

    def serial(self):
        """All that COM1 has sent so far, CR LF as it came."""
        if not self.serial_path.exists():
            return ""
        return self.serial_path.read_bytes().decode("cp437")

    def serial_lines(self):
        return self.serial().replace("\r\n", "\n").split("\n")

    def line(self, start):
        """The one serial line that begins with `start`."""
        found = [line for line in self.serial_lines() if line.startswith(start)]
        assert len(found) == 1, self.describe(f"{len(found)} lines begin with {start!r}")
        return found[0]

    def wait_for(self, pattern, where="serial", fatal=FATAL, timeout=PATIENCE_SECONDS):
        """Waits until the regular expression is found on "serial" or "screen"; its match."""
        read = self.serial if where == "serial" else lambda: str(self.screen())
        wanted = re.compile(pattern, re.MULTILINE)
        deadline = time.monotonic() + timeout
        while True:
            stopped = self.stop_reason()
            text = read()
            match = wanted.search(text)
            if match:
                return match
            if stopped:
                raise MachineError(self.describe(f"{stopped} before {where} showed {pattern!r}"))
            if fatal and fatal.search(text):
                raise MachineError(self.describe(f"an error instead of {pattern!r}"))
            if time.monotonic() > deadline:
                raise MachineError(self.describe(f"no {pattern!r} within {timeout:.0f} s"))
            time.sleep(POLL_SECONDS)

    def watch(self, seconds):
        """Sees that the machine goes on for a while: no reset, no shutdown, no end."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            stopped = self.stop_reason()
            if stopped:
                raise MachineError(self.describe(stopped))
            time.sleep(POLL_SECONDS)

    def describe(self, reason):
        """The reason and all that helps to understand it."""
        parts = [reason, f"--- serial\n{self.serial()[-3000:]}"]
        for name, read in (("screen", self.screen), ("registers", self.registers)):
            try:
                parts.append(f"--- {name}\n{read()}")
            except Exception as error:  # the machine may be gone: say so, keep the reason
                parts.append(f"--- {name}: {error}")
        output = self.output_path.read_text(errors="replace")[-1500:]
        parts.append(f"--- emulator\n{output}\n--- files: {self.directory}")
        return "\n".join(parts)

    # What each emulator does in its own way.

    def screen(self):
        raise NotImplementedError

    def registers(self):
        """A text for humans."""
        raise NotImplementedError

    def stop_reason(self):
        """Why the machine no longer runs, or None while it does."""
        status = self._process.poll()
        return None if status is None else f"the emulator ended with status {status}"

    @property
    def pid(self):
        return self._process.pid

    def exit_status(self, timeout=PATIENCE_SECONDS):
        """Waits for the emulator's own end and returns its status."""
        return self._process.wait(timeout)

    def guest_exit_status(self, timeout=None):
        """Waits until the guest ends the emulator; a hang and a reset are told apart."""
        deadline = time.monotonic() + (timeout or PATIENCE_SECONDS)
        while self._process.poll() is None:
            stopped = self.stop_reason()
            if stopped and self._process.poll() is None:
                raise MachineError(f"{stopped}: the machine was reset")
            if time.monotonic() > deadline:
                raise MachineError("timed out")
            time.sleep(POLL_SECONDS)
        return self._process.returncode

    def close(self):
        """Ends the emulator, whatever it is doing."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if self._process.poll() is not None:
                return
            self._process.send_signal(sign)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                continue
