"""Bochs as a test's machine, with its own BIOS and VGA BIOS.

Headless: the rfb display waits for nobody, and looks for a free port by itself. Two that look at
once may both bind the same port; the second then cannot listen, and ends. So they start one after
the other. Debian builds Bochs with its debugger: the -rc file lets it go at once. An interrupt
signal brings the debugger back, which then takes commands from standard input; that is how the
text screen is read.
"""

import fcntl
import itertools
import re
import shutil
import signal
import socket
import subprocess
import threading
import time

from machine import PATIENCE_SECONDS, POLL_SECONDS, Machine, MachineError
from screen import SCREEN_BYTES, Screen

PROGRAM = "bochs"
VGA_TEXT = 0xB8000
BIOS = "/usr/share/bochs/BIOS-bochs-latest"
VGA_BIOS = "/usr/share/bochs/VGABIOS-lgpl-latest"

PROMPT = "Next at t="  # what the debugger says when it has stopped the machine
POLLS_PER_SIGNAL = 10
DUMPED_WORD = r"\t0x([0-9a-f]{8})\b"
LISTENS = "listening for connections on port"  # in the log, once the display has its port
RESET = "Reset(HARDWARE) called"  # stands in the log once for power-on, then for each reset

CONFIGURATION = """\
display_library: rfb, options="timeout=0"
romimage: file={bios}
vgaromimage: file={vga_bios}
megs: {megabytes}
cpu: model={cpu}, ips=50000000, reset_on_triple_fault=0
clock: sync=none
{drive}
com1: enabled=1, mode=socket-client, dev="127.0.0.1:{port}"
sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy
log: "{directory}/bochs.log"
panic: action=fatal
error: action=report
info: action=report
debug: action=ignore
"""
DISK = """\
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: type=disk, path="{image}", mode=flat
boot: disk"""
FLOPPY = """\
floppya: 1_44="{image}", status=inserted
boot: floppy"""


class Bochs(Machine):
    def __init__(
        self,
        image,
        directory,
        cpu="core2_penryn_t9600",
        megabytes=32,
        floppy=False,
        bios=BIOS,
        vga_bios=VGA_BIOS,
    ):
        self.image = image
        self._server = socket.create_server(("127.0.0.1", 0))
        (directory / "serial.log").write_bytes(b"")
        (directory / "bochsrc").write_text(
            CONFIGURATION.format(
                bios=bios,
                vga_bios=vga_bios,
                megabytes=megabytes,
                cpu=cpu,
                directory=directory,
                port=self._server.getsockname()[1],
                drive=(FLOPPY if floppy else DISK).format(image=image),
            )
        )
        (directory / "commands").write_text("c\n")
        with open(directory.parent / "bochs.lock", "w") as one_at_a_time:
            fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
            super().__init__(
                directory,
                [PROGRAM, "-q", "-f", directory / "bochsrc", "-rc", directory / "commands"],
                stdin=subprocess.PIPE,
            )
            self._com1 = self._accept()
            self._until(lambda: LISTENS in self._log_text())
        threading.Thread(target=self._log, daemon=True).start()

    def _accept(self):
        """Bochs connects before it starts the machine."""
        self._server.settimeout(PATIENCE_SECONDS)
        try:
            return self._server.accept()[0]
        except TimeoutError as error:
            raise MachineError(f"Bochs did not start: {self._words()}") from error
        finally:
            self._server.close()

    def _log(self):
        with open(self.serial_path, "ab", buffering=0) as log:
            try:
                while data := self._com1.recv(65536):
                    log.write(data)
            except OSError:
                pass  # closed with the machine

    def send(self, data):
        """Sends bytes to COM1, as fast as the guest takes them."""
        self._com1.sendall(data if isinstance(data, bytes) else data.encode())

    def screen(self):
        return Screen(self.memory(VGA_TEXT, SCREEN_BYTES))

    def memory(self, address, size):
        """By physical address, since the kernel maps things elsewhere."""
        words = size // 4
        answer = self._debugger(f"xp /{words}wx {address:#x}", DUMPED_WORD, words)
        return b"".join(int(word, 16).to_bytes(4, "little") for word in answer)

    def registers(self):
        start = len(self._words())
        self._debugger("r", r"eflags.*", 1)
        return self._words()[start:].strip()

    def stop_reason(self):
        """A triple fault ends Bochs, as configured; any other reset shows in its log."""
        if self._log_text().count(RESET) > 1:
            return "the machine was reset"
        return super().stop_reason()

    def close(self):
        super().close()
        self._process.stdin.close()
        self._com1.close()

    def _log_text(self):
        log = self.directory / "bochs.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def _words(self):
        return self.output_path.read_text(errors="replace")

    def _debugger(self, command, pattern, count):
        """Interrupts the machine, gives the debugger one command, and lets the machine go on.
        Returns what the pattern finds in the answer, as soon as it is there `count` times."""
        self._interrupt()
        start = len(self._words())
        self._process.stdin.write(f"{command}\n".encode())
        self._process.stdin.flush()
        self._until(lambda: len(re.findall(pattern, self._words()[start:])) >= count)
        found = re.findall(pattern, self._words()[start:])[:count]
        self._process.stdin.write(b"c\n")
        self._process.stdin.flush()
        return found

    def _interrupt(self):
        """A signal that comes before the last "c" has been read is forgotten, so it is repeated."""
        prompts = self._words().count(PROMPT)
        tries = itertools.count()

        def has_stopped():
            if next(tries) % POLLS_PER_SIGNAL == 0:
                self._process.send_signal(signal.SIGINT)
            return self._words().count(PROMPT) > prompts

        self._until(has_stopped)

    def _until(self, condition):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            stopped = self.stop_reason()
            if stopped or time.monotonic() > deadline:
                raise MachineError(stopped or "Bochs' debugger does not answer")
            time.sleep(POLL_SECONDS)


def is_installed():
    return shutil.which(PROGRAM) is not None
