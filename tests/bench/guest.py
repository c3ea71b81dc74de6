"""guest.py: boots an image in QEMU under count.c and tells how often each address was executed.

Called by bench.py, waits.py and the tests. The machine is the same for every loader that is
compared: 128 MiB, no network card (its option ROM would wait for a link), a fixed clock, and
-icount, which ties the guest's time to its instructions, so that the same road is walked each time.
"""

import contextlib
import dataclasses
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve() / "bench"
PLUGIN = BUILD / "count.so"
QEMU = "qemu-system-x86_64"

sys.path += [str(ROOT / "tests" / folder) for folder in ("boot", "peers")]
from gdbstub import GdbStub  # noqa: E402
from peers import MARKER  # noqa: E402

STAGE1 = 0x7C00  # where every BIOS puts sector 0 and jumps

CONNECT_TRIES = 200
# QEMU answers questions for single registers once it has been asked for their description.
DESCRIPTION = "qXfer:features:read:target.xml:0,ffb"

# How the same disk is attached. The machine type is part of it: only q35 has an AHCI controller
# of its own, and `pc` is what every tutorial starts.
BUSES = {
    "ide": ["-M", "pc", "-device", "ide-hd,drive=disk,bus=ide.0"],
    "ahci": ["-M", "q35", "-device", "ide-hd,drive=disk,bus=ide.0"],
    "nvme": ["-M", "pc", "-device", "nvme,drive=disk,serial=ascent"],
    "virtio": ["-M", "pc", "-device", "virtio-blk-pci,drive=disk"],
}

# What SeaBIOS leaves below 1 MiB when it starts sector 0: its entry to system management mode (the
# memory behind the VGA's), option ROMs and its own run-time code.
FIRMWARE = range(0xA0000, 0x100000)


@dataclasses.dataclass(frozen=True)
class Disk:
    """An image, and how to know that its loader has done its work."""

    path: pathlib.Path
    payload_bytes: int
    end: int  # the address of the payload's first instruction
    marker: bool  # True: that instruction is MARKER, and others may run at `end` before it


class GuestError(RuntimeError):
    """The guest did not reach the end of the road, or QEMU did not start."""


def firmware_path():
    """The BIOS image that QEMU loads for these machines."""
    listing = subprocess.run([QEMU, "-L", "help"], capture_output=True, text=True, check=True)
    for folder in listing.stdout.split():
        path = pathlib.Path(folder) / "bios-256k.bin"
        if path.exists():
            return path
    raise GuestError("bios-256k.bin is in none of QEMU's folders (qemu-system-x86_64 -L help)")


def command(image, bus, cpu="qemu64", throttle=None):
    """QEMU's command line up to the accelerator; `throttle` is reads a second, for waits.py."""
    drive = f"if=none,id=disk,format=raw,file={image},snapshot=on"
    if throttle:
        drive += f",throttling.iops-total={throttle}"
    return [
        QEMU, *BUSES[bus], "-drive", drive, "-cpu", cpu, "-m", "128", "-accel", "tcg",
        "-display", "none", "-serial", "null", "-monitor", "none", "-parallel", "none",
        "-nic", "none", "-no-reboot", "-rtc", "base=2024-01-01,clock=vm",
    ]  # fmt: skip


def count(disk, bus, cpu="qemu64", shift=0, throttle=None, timeout=120, start=STAGE1, rounds=1):
    """Executions by address from the first time at `start` to the end of the road, which is
    reached as often as `rounds` says."""
    with tempfile.TemporaryDirectory(prefix="ascent-bench-") as folder:
        output = os.path.join(folder, "counts")
        stop = f"marker={MARKER.hex()}" if disk.marker else f"end={disk.end:#x}"
        plugin = f"{PLUGIN},start={start:#x},{stop},rounds={rounds},output={output}"
        line = command(disk.path, bus, cpu, throttle)
        line += ["-icount", f"shift={shift},sleep=off", "-plugin", plugin]
        try:
            run = subprocess.run(
                line, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout
            )
        except subprocess.TimeoutExpired as error:
            raise GuestError(f"{disk.path} on {bus}: not at its end after {timeout} s") from error
        if not os.path.exists(output):
            raise GuestError(f"{disk.path} on {bus}: QEMU ended early: {run.stderr.strip()}")
        with open(output, encoding="ascii") as lines:
            pairs = (line.split() for line in lines)
            return {int(address, 16): int(number) for address, number in pairs}


def total(counts, waits=frozenset()):
    """All instructions but those of the addresses that only wait for the device."""
    return sum(number for address, number in counts.items() if address not in waits)


@contextlib.contextmanager
def stopped(disk, bus, cpu="qemu64"):
    """The same guest before its first instruction, in the hands of QEMU's debugger stub: a run of
    its own, since stopping a guest must not touch the one whose instructions are counted."""
    with tempfile.TemporaryDirectory(prefix="ascent-bench-") as folder:
        path = os.path.join(folder, "gdb")
        line = command(disk.path, bus, cpu)
        line += ["-S", "-chardev", f"socket,id=gdb,path={path},server=on,wait=off"]
        line += ["-gdb", "chardev:gdb"]
        qemu = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            machine = _connect(path, qemu)
            machine.command(DESCRIPTION)
            yield machine
        finally:
            qemu.kill()
            qemu.wait()


def _connect(path, qemu):
    for _ in range(CONNECT_TRIES):
        if qemu.poll() is not None:
            break
        try:
            return GdbStub(path)
        except OSError:
            time.sleep(0.05)
    raise GuestError("QEMU's debugger socket never came")
