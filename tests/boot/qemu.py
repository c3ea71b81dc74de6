"""QEMU as a test's machine: any attachment, CPU and memory; screen, registers and keys by QMP.

Every run has -no-reboot, and -no-shutdown too: a reset or a triple fault then stops the machine
where it is, so that the failing test can still show registers and screen.
"""

import os
import re
import select
import shutil
import tempfile
import time
from pathlib import Path

from gdbstub import GdbStub
from machine import PATIENCE_SECONDS, POLL_SECONDS, Machine, MachineError
from qmp import Qmp, QmpError
from screen import SCREEN_BYTES, Screen

PROGRAM = "qemu-system-x86_64"
VGA_TEXT = 0xB8000  # QEMU's side of the screen; the product has its own single source
DEBUG_EXIT = ["-device", "isa-debug-exit,iobase=0xf4,iosize=4"]

# How the image is attached: the options of the device, {drive} its drive. The drive is called
# "boot" in all of them, bootindex makes the firmware take it first. A test may give such options of
# its own in place of a name.
ATTACHMENTS = {
    "ide": ["-device", "ide-hd,drive=boot,bus=ide.0,bootindex=0"],
    "ahci": [
        *("-device", "ich9-ahci,id=ahci"),
        *("-device", "ide-hd,drive=boot,bus=ahci.0,bootindex=0"),
    ],
    "virtio-blk": ["-device", "virtio-blk-pci,drive=boot,bootindex=0"],
    "nvme": ["-device", "nvme,drive=boot,serial=boot,bootindex=0"],
    "usb-uhci": [
        *("-device", "piix3-usb-uhci,id=usb"),
        *("-device", "usb-storage,drive=boot,bus=usb.0,bootindex=0"),
    ],
    "usb-ehci": [
        *("-device", "usb-ehci,id=usb"),
        *("-device", "usb-storage,drive=boot,bus=usb.0,bootindex=0"),
    ],
    "usb-xhci": [
        *("-device", "qemu-xhci,id=usb"),
        *("-device", "usb-storage,drive=boot,bus=usb.0,bootindex=0"),
    ],
    "scsi-lsi": ["-device", "lsi53c895a", "-device", "scsi-hd,drive=boot,bootindex=0"],
    "scsi-virtio": ["-device", "virtio-scsi-pci", "-device", "scsi-hd,drive=boot,bootindex=0"],
    "scsi-megasas": ["-device", "megasas", "-device", "scsi-hd,drive=boot,bootindex=0"],
    "sd-card": ["-device", "sdhci-pci", "-device", "sd-card,drive=boot"],
    "floppy": ["-device", "floppy,drive=boot,drive-type=144"],
}
FLOPPY_CONTROLLER = ["-device", "isa-fdc"]  # q35 has none by itself


def _qcode(key):
    return {"type": "qcode", "data": key}


def _file(image, read_errors):
    """The options that open the image. Of `read_errors`, each a sector and whether it fails but
    once, QEMU's blkdebug makes its own disk errors: the request that touches that sector fails
    [QEMU 7.2]. Event "none" has a rule in force from the start."""
    if not read_errors:
        return f"file={image}"
    options = ["file.driver=blkdebug", f"file.image.driver=file,file.image.filename={image}"]
    for number, (lba, once) in enumerate(read_errors):
        rule = f"file.inject-error.{number}."
        options.append(f"{rule}event=none,{rule}iotype=read,{rule}sector={lba}")
        options.append(f"{rule}once={'on' if once else 'off'}")
    return ",".join(options)


class Qemu(Machine):
    def __init__(
        self,
        image,
        directory,
        attachment="ide",
        board="pc",
        memory="128M",
        cpu=None,
        accelerator="tcg",
        read_only=False,
        keep_writes=False,
        read_errors=(),
        paused=False,
        com1=True,
        extra=(),
    ):
        self._sockets = Path(tempfile.mkdtemp(prefix="qemu-"))  # a short path, as sockets need
        self.firmware_path = directory / "firmware.log"
        drive = f"if=none,id=boot,format=raw,{_file(image, read_errors)}"
        drive += ",readonly=on" if read_only else "" if keep_writes else ",snapshot=on"
        command = [
            *(PROGRAM, "-nodefaults", "-no-user-config", "-no-reboot", "-no-shutdown"),
            *("-display", "none", "-vga", "std"),
            *("-machine", board, "-accel", accelerator, "-m", memory),
            *(["-cpu", cpu] if cpu else []),
            *(FLOPPY_CONTROLLER if (attachment, board) == ("floppy", "q35") else []),
            *("-drive", drive, *ATTACHMENTS.get(attachment, attachment)),
            *self._wires(directory, com1),
            "-S",
            *extra,
        ]
        super().__init__(directory, command)
        self.qmp = self._connect()
        self._gdb = None
        # What was written up to here made the drive's overlay: the guest has not begun.
        self._written_before = self._written()
        self.keeps_writes = keep_writes
        if not paused:
            self.qmp.execute("cont")

    @classmethod
    def with_options(cls, directory, options):
        """A machine from nothing but `options`, as a user types them."""
        self = cls.__new__(cls)
        self._sockets = Path(tempfile.mkdtemp(prefix="qemu-"))
        self.firmware_path = directory / "firmware.log"
        command = [PROGRAM, *options, "-no-reboot", "-no-shutdown", "-display", "none"]
        Machine.__init__(self, directory, command + self._wires(directory))
        self.qmp = self._connect()
        self._gdb = None
        self._written_before = 0
        self.keeps_writes = False
        return self

    def _wires(self, directory, com1=True):
        """QMP, COM1, the gdb stub, and the port on which SeaBIOS tells what it does."""
        sockets = self._sockets
        # A pipe for what COM1 receives. What it sends goes to a file, which takes whatever comes: a
        # pipe or a socket that is read too slowly would stop the guest.
        os.mkfifo(sockets / "com1.in")
        (sockets / "com1.out").symlink_to(directory / "serial.log")
        (directory / "serial.log").write_bytes(b"")
        self._com1 = os.open(sockets / "com1.in", os.O_RDWR)  # both ends: opening waits for nobody
        return [
            *("-qmp", f"unix:{sockets}/qmp,server=on,wait=off"),
            *("-chardev", f"pipe,id=com1,path={sockets}/com1"),
            *("-serial", "chardev:com1" if com1 else "none"),
            *("-chardev", f"socket,id=gdb,path={sockets}/gdb,server=on,wait=off"),
            *("-gdb", "chardev:gdb"),
            *("-chardev", f"file,id=firmware,path={directory}/firmware.log"),
            *("-device", "isa-debugcon,iobase=0x402,chardev=firmware"),
            *("-trace", "enable=blk_co_pwritev", "-D", directory / "writes.log"),
        ]

    def _connect(self):
        """QEMU refuses a bad command line before there is a socket: then its words matter."""
        try:
            return Qmp(f"{self._sockets}/qmp", 60 if self._starts() else 0)
        except (OSError, QmpError) as error:
            words = self.output_path.read_text(errors="replace")
            self.close()
            raise MachineError(f"QEMU did not start: {words or error}") from error

    def _starts(self):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if (self._sockets / "qmp").exists():
                return True
            time.sleep(0.02)
        return False

    # Machine's interface.

    def screen(self):
        path = self._sockets / "screen"
        self.qmp.execute("pmemsave", val=VGA_TEXT, size=SCREEN_BYTES, filename=str(path))
        return Screen(path.read_bytes())

    def registers(self):
        return self.qmp.monitor("info registers").replace("\r\n", "\n").strip()

    def stop_reason(self):
        self.qmp.poll()
        for event in self.qmp.events:
            if event["event"] in ("RESET", "SHUTDOWN", "GUEST_PANICKED"):
                return f"{event['event']} {event.get('data', {}).get('reason', '')}"
        return super().stop_reason()

    def close(self):
        if getattr(self, "_gdb", None):
            self._gdb.close()
        if self._com1 is not None:
            os.close(self._com1)
            self._com1 = None
        if hasattr(self, "qmp"):
            self.qmp.close()
        super().close()
        shutil.rmtree(self._sockets, ignore_errors=True)

    # What only QEMU can tell or do.

    def register(self, name):
        """A register's value by its name in `info registers`: EAX or RAX, CR0, EFER, A20, HLT."""
        match = re.search(rf"\b{name}\s*=\s*([0-9a-fA-F]+)", self.registers())
        assert match, self.describe(f"no register {name}")
        return int(match.group(1), 16)

    def wait_halted(self):
        """Waits until the CPU is found halted; a timer may wake it between two looks."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.register("HLT") != 1:
            if time.monotonic() > deadline:
                raise MachineError(self.describe("the CPU does not halt"))
            time.sleep(POLL_SECONDS)

    def wait_reset(self):
        """Waits for the guest's reset, the thing that every other wait takes for a failure."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.stop_reason():
            if time.monotonic() > deadline:
                raise MachineError(self.describe("no reset"))
            time.sleep(POLL_SECONDS)
        return self.stop_reason()

    def keys(self, *changes):
        """Keys by QEMU's names for them, each pressed ("+a") or released ("-a"), in this order; all
        of them are in the emulated keyboard's queue, which has 16 bytes, when this returns."""
        events = [
            {"type": "key", "data": {"down": change[0] == "+", "key": _qcode(change[1:])}}
            for change in changes
        ]
        self.qmp.execute("input-send-event", events=events)

    def press(self, *keys):
        """Presses keys together, by QEMU's names for them."""
        self.qmp.execute("send-key", keys=[_qcode(key) for key in keys])

    def send(self, data):
        """Sends bytes to COM1, as fast as the guest takes them."""
        data = data if isinstance(data, bytes) else data.encode()
        while data:
            if not select.select([], [self._com1], [], PATIENCE_SECONDS)[1]:
                raise MachineError(self.describe("COM1 takes no more bytes"))
            data = data[os.write(self._com1, data[: select.PIPE_BUF]) :]

    def disk_writes(self):
        """How often the guest has written to any of its disks."""
        return sum(
            device["stats"]["wr_operations"] for device in self.qmp.execute("query-blockstats")
        )

    def writes(self):
        """The same, from QEMU's own log, which outlives it: a guest may end QEMU by itself."""
        return self._written() - self._written_before

    def _written(self):
        path = self.directory / "writes.log"  # a test that logs something else has its own
        return path.read_text().count("blk_co_pwritev") if path.exists() else 0

    def screenshot(self):
        """A picture of the screen for humans, beside the logs."""
        path = self.directory / "screen.png"
        self.qmp.execute("screendump", filename=str(path), format="png")
        return path

    def firmware_log(self):
        return self.firmware_path.read_text(errors="replace")

    @property
    def gdb(self):
        """The debugger's stub; connecting to it stops the machine."""
        if self._gdb is None:
            self._gdb = GdbStub(f"{self._sockets}/gdb")
        return self._gdb
