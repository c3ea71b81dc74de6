"""What the kernel tells of its disks, and whether one of them may be written to. For tools/usb."""

import os
import re
import stat
from pathlib import Path

SECTOR_BYTES = 512  # what /sys counts in, whatever the disk's own sectors are
SYSTEM_MOUNTS = re.compile(r"/|/(boot|usr|var|home)(/.*)?")


class Refusal(Exception):
    """One line: what is wrong, and what to do."""


class System:
    """What the kernel tells of its disks: /sys/class/block, mounts and swap space."""

    def __init__(self, root):
        self.root = Path(root)
        self.block = self.root / "sys/class/block"

    def text(self, *parts):
        try:
            return self.root.joinpath(*parts).read_text(errors="replace").strip()
        except OSError:
            return ""

    def of(self, name, attribute):
        return self.text("sys/class/block", name, attribute)

    def names(self):
        return sorted(path.name for path in self.block.iterdir()) if self.block.is_dir() else []

    def is_partition(self, name):
        return (self.block / name / "partition").exists()

    def disk_of(self, partition):
        return (self.block / partition).resolve().parent.name

    def family(self, name):
        """The disk and its partitions."""
        inside = sorted((self.block / name).glob("*/partition"))
        return [name, *(path.parent.name for path in inside)]

    def users(self, name):
        """(a part of the disk, what is built upon it): volumes, arrays, mappings, one by one."""
        for part in self.family(name):
            holders = self.block / part / "holders"
            for holder in sorted(holders.iterdir()) if holders.is_dir() else ():
                yield part, holder.name

    def everything_on(self, name):
        """The disk, its partitions, and whatever is built upon them, however high."""
        found, todo = [], [name]
        while todo:
            at = todo.pop()
            if at not in found:
                family = self.family(at)
                found += [part for part in family if part not in found]
                todo += [holder for part in family for _, holder in self.users(part)]
        return found

    def mounts(self, names):
        """(name, where) of every mount of one of these [proc(5), mountinfo]."""
        numbers = {self.of(name, "dev"): name for name in names}
        for line in self.text("proc/self/mountinfo").splitlines():
            fields = line.split(" ")
            source = fields[fields.index("-") + 2]
            name = numbers.get(fields[2])
            if name is None and source.startswith("/dev/"):
                name = self.name_of(source)  # file systems that have no device of their own: btrfs
            if name in names:
                yield name, re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), fields[4])

    def swaps(self, names):
        lines = self.text("proc/swaps").splitlines()[1:]
        used = [self.name_of(line.split()[0]) for line in lines if line.startswith("/dev/")]
        return [name for name in names if name in used]

    def place(self, path):
        """A name that the user gave, below our root."""
        return self.root / path.lstrip("/") if str(self.root) != "/" else Path(path)

    def name_of(self, path):
        """The kernel's name of a disk by any of its paths; slashes in it are written so in /sys."""
        device = os.path.realpath(self.place(path))
        start = os.path.join(os.path.realpath(self.root), "dev", "")
        return device[len(start) :].replace("/", "!") if device.startswith(start) else None

    def loop_of(self, file):
        real = os.path.realpath(file)
        loops = (name for name in self.names() if name.startswith("loop"))
        return next((name for name in loops if self.of(name, "loop/backing_file") == real), None)


class Target:
    """Where to write: a disk, or a file that stands for one."""

    def __init__(self, system, shown):
        self.system = system
        self.shown = shown
        self.path = system.place(shown)
        if not self.path.exists():
            raise Refusal(
                f"{shown} is not there: plug it in (without DEVICE the disks are listed), or make "
                f"a file: truncate -s 1G {shown}"
            )
        name = system.name_of(shown)
        self.name = name if name and (system.block / name).exists() else None
        mode = self.path.stat().st_mode
        if self.name is None and not stat.S_ISREG(mode):
            raise Refusal(f"{shown} is no disk: give one such as /dev/sdX, or an existing file")

    @property
    def bytes(self):
        if self.name is None:
            return self.path.stat().st_size
        return int(self.system.of(self.name, "size") or 0) * SECTOR_BYTES

    @property
    def is_removable(self):
        of = self.system.of
        return of(self.name, "removable") == "1" or of(self.name, "device/type") == "SD"

    @property
    def model(self):
        of, name = self.system.of, self.name
        if name is None:
            return "a file"
        words = f"{of(name, 'device/vendor')} {of(name, 'device/model')}".split()
        words = words or [of(name, "device/name") or of(name, "loop/backing_file") or "no model"]
        return " ".join(words)

    def check(self, image, allow_fixed):
        """Raises a Refusal unless it may be written to; the worst reason first."""
        if self.name is None:
            self._check_file(image)
        elif self.system.is_partition(self.name):
            disk = self.system.disk_of(self.name)
            raise Refusal(f"{self.shown} is a partition: give the whole disk, /dev/{disk}")
        else:
            self._check_use()
            self._check_disk(allow_fixed)
        need = image.stat().st_size
        if self.bytes < need:
            raise Refusal(
                f"{self.shown} is too small: it has {size_text(self.bytes)}, the image "
                f"{size_text(need)}; take a larger one"
            )

    def _check_file(self, image):
        if os.path.samefile(self.path, image):
            raise Refusal(f"{self.shown} is the image itself: give another file, or a disk")
        loop = self.system.loop_of(self.path)
        if loop:
            raise Refusal(f"{self.shown} is in use as /dev/{loop}: end it: losetup -d /dev/{loop}")

    def _check_use(self):
        system, names = self.system, self.system.everything_on(self.name)
        mounts = list(system.mounts(names))
        if any(SYSTEM_MOUNTS.fullmatch(where) for _, where in mounts):
            raise Refusal(
                f"{self.shown} holds the running system: give the stick's name (without DEVICE the "
                f"sticks are listed)"
            )
        for name, where in mounts:
            raise Refusal(f"/dev/{name} is mounted on {where}: unmount it: umount {where}")
        for name in system.swaps(names):
            raise Refusal(f"/dev/{name} is used as swap space: switch it off: swapoff /dev/{name}")
        for part, holder in system.users(self.name):
            title = system.of(holder, "dm/name") or holder
            raise Refusal(
                f"/dev/{part} is part of {title} (/dev/{holder}): deactivate that first: vgchange "
                f"-an, mdadm --stop or cryptsetup close"
            )

    def _check_disk(self, allow_fixed):
        of = self.system.of
        if self.name.startswith("sr"):
            raise Refusal(f"{self.shown} is a CD drive: give a stick or a card")
        if self.bytes == 0:
            raise Refusal(f"{self.shown} has no medium in it: put one in")
        if of(self.name, "ro") == "1":
            raise Refusal(f"{self.shown} is write-protected: look for the switch on it")
        if not self.is_removable and not allow_fixed:
            raise Refusal(
                f"{self.shown} ({self.model}) is not removable, so it may be this machine's own "
                f"disk: if you mean it, add USB_OPTIONS=--allow-fixed"
            )


def size_text(count):
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / (1 << 20):.1f} MiB"
