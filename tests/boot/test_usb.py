"""tools/usb: what it refuses, what it writes, what it notices, and that the result boots (02-14).

Most tests let it look at a /sys, /proc and /dev of their own, in which a file stands for a disk.
Errors of the disk come from probes/bad_disk.c. Where a loop device is allowed, it has a real disk.
"""

import hashlib
import os
import random
import re
import shutil
import subprocess

import pytest

from climb import climbed

MIB = 1 << 20
SECTOR = 512
NOBODY = 65534
NOISE = random.Random(2).randbytes(6 * MIB)


@pytest.fixture(name="small", scope="module")
def small_image(tmp_path_factory):
    """An image as far as tools/usb knows: three chunks, the last one not full, all of it noise."""
    path = tmp_path_factory.mktemp("image") / "small.img"
    path.write_bytes(random.Random(1).randbytes(3 * MIB - 4096))
    return path


@pytest.fixture(name="bad_disk", scope="module")
def bad_disk_library(root, tmp_path_factory):
    path = tmp_path_factory.mktemp("bad") / "bad_disk.so"
    source = root / "tests" / "boot" / "probes" / "bad_disk.c"
    command = ["cc", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-o", path, source, "-ldl"]
    subprocess.run(command, check=True)
    return path


class Box:
    """A machine of files with one disk, sdb, and what a test adds to it."""

    def __init__(self, root, path):
        self.program = root / "tools" / "usb"
        self.root = path
        for folder in ("dev", "proc/self", "sys/class/block"):
            (path / folder).mkdir(parents=True)
        self.number = 0
        self.tell("proc/swaps", "Filename Type Size Used Priority\n")
        self.tell("proc/self/mountinfo", "")
        self.disk("sda", removable=0, **{"device/model": "SYSTEM"})
        self.part("sda", 1)
        self.mount("sda1", "/")
        self.disk("sdb", **{"device/vendor": "ACME    ", "device/model": "Rocket 2.0   "})

    def tell(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def of(self, name, attribute, value):
        self.tell(f"sys/class/block/{name}/{attribute}", f"{value}\n")

    def disk(self, name, size=5 * MIB, **attributes):
        self.number += 16
        facts = {"removable": 1, "ro": 0, "size": size // SECTOR, "dev": f"8:{self.number}"}
        for attribute, value in {**facts, **attributes}.items():
            self.of(name, attribute, value)
        (self.root / "dev" / name).write_bytes(NOISE[:size])

    def part(self, disk, number):
        name = f"{disk}{number}"
        major, minor = (self.root / "sys/class/block" / disk / "dev").read_text().split(":")
        dev = f"{major}:{int(minor) + number}"
        for attribute, value in {"partition": number, "size": 2048, "dev": dev}.items():
            self.of(f"{disk}/{name}", attribute, value)
        (self.root / "sys/class/block" / name).symlink_to(f"{disk}/{name}")
        (self.root / "dev" / name).write_bytes(b"")

    def volume(self, name, *parts, **attributes):
        """Something built upon parts of disks: an array, a volume, a mapping."""
        self.number += 16
        for attribute, value in {"dev": f"253:{self.number}", **attributes}.items():
            self.of(name, attribute, value)
        for part in parts:
            self.of(part, f"holders/{name}/dev", "")

    def mount(self, name, where, device=None):
        device = device or (self.root / "sys/class/block" / name / "dev").read_text().strip()
        line = f"36 1 {device} / {where} rw shared:7 - ext4 /dev/{name} rw\n"
        with open(self.root / "proc/self/mountinfo", "a") as file:
            file.write(line)

    def bytes(self, name="sdb"):
        return (self.root / "dev" / name).read_bytes()

    def usb(self, *words, answer="yes\n", options=(), **environment):
        return run([self.program, "--root", self.root, *options, *words], answer, environment)


def run(command, answer="yes\n", environment=None, **options):
    return subprocess.run(
        command, input=answer, capture_output=True, text=True,
        env={**os.environ, **(environment or {})}, **options,
    )  # fmt: skip


@pytest.fixture(name="box")
def a_machine_of_files(root, tmp_path):
    return Box(root, tmp_path / "root")


def refused(done, reason, status=1):
    assert done.returncode == status, done.stdout + done.stderr
    assert re.fullmatch(rf"usb: {reason}\.\n", done.stderr), done.stderr
    assert "written" not in done.stdout


# --- refusals -------------------------------------------------------------------------------------

REFUSALS = {
    "absent": ("/dev/sdx", lambda box: None, r"/dev/sdx is not there: plug it in .*truncate.*"),
    "no disk": ("/dev", lambda box: None, r"/dev is no disk: give one such as .*"),
    "partition": ("/dev/sdb1", lambda box: box.part("sdb", 1),
                  r"/dev/sdb1 is a partition: give the whole disk, /dev/sdb"),
    "mounted": ("/dev/sdb", lambda box: box.mount("sdb", "/media/stick"),
                r"/dev/sdb is mounted on /media/stick: unmount it: umount /media/stick"),
    "mounted partition": ("/dev/sdb",
                          lambda box: (box.part("sdb", 2), box.mount("sdb2", r"/mnt/my\040stick")),
                          r"/dev/sdb2 is mounted on /mnt/my stick: unmount it: .*"),
    "mounted by name": ("/dev/sdb",
                        lambda box: (box.part("sdb", 2), box.mount("sdb2", "/mnt", device="0:41")),
                        r"/dev/sdb2 is mounted on /mnt: .*"),
    "swap": ("/dev/sdb",
             lambda box: (box.part("sdb", 3),
                          box.tell("proc/swaps", "Filename\n/dev/sdb3 partition 9 0 -2\n")),
             r"/dev/sdb3 is used as swap space: switch it off: swapoff /dev/sdb3"),
    "volume": ("/dev/sdb",
               lambda box: (box.part("sdb", 1),
                            box.volume("dm-0", "sdb/sdb1", **{"dm/name": "v-l"})),
               r"/dev/sdb1 is part of v-l \(/dev/dm-0\): deactivate that first: vgchange -an.*"),
    "array": ("/dev/sdb", lambda box: box.volume("md0", "sdb"),
              r"/dev/sdb is part of md0 \(/dev/md0\): .*mdadm --stop.*"),
    "mounted volume": ("/dev/sdb",
                       lambda box: (box.volume("md0", "sdb"), box.volume("dm-0", "md0"),
                                    box.mount("dm-0", "/srv")),
                       r"/dev/dm-0 is mounted on /srv: unmount it: umount /srv"),
    "system": ("/dev/sda", lambda box: None, r"/dev/sda holds the running system: give the .*"),
    "system in a volume": ("/dev/sdb",
                           lambda box: (box.volume("dm-0", "sdb"), box.mount("dm-0", "/usr")),
                           r"/dev/sdb holds the running system: .*"),
    "boot": ("/dev/sdb", lambda box: (box.part("sdb", 1), box.mount("sdb1", "/boot/efi")),
             r"/dev/sdb holds the running system: .*"),
    "fixed": ("/dev/sdb", lambda box: box.of("sdb", "removable", 0),
              r"/dev/sdb \(ACME Rocket 2\.0\) is not removable, .*--allow-fixed"),
    "built in": ("/dev/mmcblk0",
                 lambda box: box.disk("mmcblk0", removable=0, **{"device/type": "MMC"}),
                 r"/dev/mmcblk0 \(no model\) is not removable, .*"),
    "too small": ("/dev/sdb", lambda box: box.disk("sdb", size=2 * MIB),
                  r"/dev/sdb is too small: it has 2\.0 MiB, the image 3\.0 MiB; take a larger one"),
    "empty": ("/dev/sdb", lambda box: box.of("sdb", "size", 0),
              r"/dev/sdb has no medium in it: put one in"),
    "protected": ("/dev/sdb", lambda box: box.of("sdb", "ro", 1),
                  r"/dev/sdb is write-protected: look for the switch on it"),
    "CD": ("/dev/sr0", lambda box: box.disk("sr0"), r"/dev/sr0 is a CD drive: give a stick or .*"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_refuses(box, small, name):
    """In one line, before anything is asked, and nothing is written."""
    device, prepare, reason = REFUSALS[name]
    prepare(box)
    before = {path.name: path.read_bytes() for path in (box.root / "dev").iterdir()}
    done = box.usb(small, device)
    refused(done, reason)
    assert done.stdout == "", "asked all the same"
    assert {path.name: path.read_bytes() for path in (box.root / "dev").iterdir()} == before


@pytest.mark.parametrize("name", ["system", "mounted", "swap", "volume", "too small", "CD"])
def test_allow_fixed_allows_nothing_else(box, small, name):
    device, prepare, reason = REFUSALS[name]
    prepare(box)
    refused(box.usb(small, device, options=["--allow-fixed"]), reason)


def test_refuses_a_disk_by_any_of_its_names(box, small):
    (box.root / "dev/disk/by-id").mkdir(parents=True)
    (box.root / "dev/disk/by-id/usb-ACME").symlink_to("../../sdb")
    box.mount("sdb", "/mnt")
    refused(box.usb(small, "/dev/disk/by-id/usb-ACME"), r"/dev/sdb is mounted on /mnt: .*")


def test_refuses_files_that_are_none_to_write_to(box, small, root):
    program = [root / "tools" / "usb"]
    refused(run([*program, small, small]), r".* is the image itself: give another file, or a disk")
    refused(run([*program, small, "/dev/null"]), r"/dev/null is no disk: .*")
    refused(run([*program, small, "/dev/full"]), r"/dev/full is no disk: .*")
    refused(run([*program, box.root / "absent", "/dev/null"]), r".* is no image: build it with .*")
    (box.root / "card").write_bytes(bytes(4 * MIB))
    box.of("loop7", "loop/backing_file", os.path.realpath(box.root / "card"))
    refused(box.usb(small, "/card"), r"/card is in use as /dev/loop7: .*losetup -d /dev/loop7")
    (box.root / "card").write_bytes(bytes(MIB))
    box.of("loop7", "loop/backing_file", "/another")
    refused(box.usb(small, "/card"), r"/card is too small: .*")


@pytest.mark.parametrize("answer", ["", "\n", "no\n", "y\n", "sda\n", "/dev/sda\n", "yess\n"])
def test_nothing_but_a_yes_or_the_name_is_a_yes(box, small, answer):
    before = box.bytes()
    done = box.usb(small, "/dev/sdb", answer=answer)
    refused(done, "nothing was written, since the answer was neither of the two")
    assert box.bytes() == before


# --- what it does ---------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["yes\n", "/dev/sdb\n", "sdb\n", " yes"])
def test_shows_asks_writes_and_compares(box, small, answer):
    box.part("sdb", 1)
    before = box.bytes()
    done = box.usb(small, "/dev/sdb", answer=answer)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["/dev/sdb: ACME Rocket 2.0, 5.0 MiB", "  with partition sdb1, 1.0 MiB"]
    assert lines[2].startswith("Everything on it will be lost. To go on, type yes or /dev/sdb:")
    assert lines[2].endswith("written 2 of 2 MiB") and lines[3] == "compared 2 of 2 MiB"
    assert lines[-1] == "/dev/sdb holds the image, and can be pulled out."
    image = small.read_bytes()
    assert box.bytes() == image + before[len(image):], "what lies behind the image stays"


def test_takes_cards_and_what_is_allowed(box, small):
    box.disk("mmcblk0", removable=0, **{"device/type": "SD", "device/name": "SU08G"})
    done = box.usb(small, "/dev/mmcblk0")
    assert done.returncode == 0 and done.stdout.startswith("/dev/mmcblk0: SU08G, 5.0 MiB\n")
    box.of("sdb", "removable", 0)
    assert box.usb(small, "/dev/sdb", options=["--allow-fixed"]).returncode == 0


def test_lists_what_could_be_written_to(box, small):
    box.disk("sdc", size=6 * MIB, **{"device/model": "Other"})
    box.mount("sdc", "/mnt")
    box.disk("sr0")
    box.disk("sdd", removable=0)
    done = box.usb(small)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Disks that could be written to:",
        "  /dev/sdb  5.0 MiB  ACME Rocket 2.0",
        "Not now: /dev/sdc is mounted on /mnt: unmount it: umount /mnt",
        "Write with: make usb DEVICE=/dev/sdb",
    ]
    box.of("sdb", "removable", 0)
    assert box.usb(small, "").stdout.startswith("There is no disk that could be written to.\n")


def test_goes_on_with_sudo_and_says_so(box, small, root, scratch):
    """A user who may not write to the disk; sudo is a script that tells how it was called."""
    bin_folder, folder = scratch / "bin", scratch / "all"
    bin_folder.mkdir()
    (bin_folder / "sudo").write_text('#!/bin/sh\necho "sudo: $*"\n')
    (bin_folder / "sudo").chmod(0o755)
    shutil.copytree(box.root, folder, symlinks=True)
    for name in ("usb", "disks.py"):
        shutil.copy(root / "tools" / name, folder / name)
    shutil.copy(small, folder / "small.img")
    subprocess.run(["chmod", "-R", "a+rX,a-w", folder, scratch], check=True)
    who = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    command = [folder / "usb", "--root", folder, folder / "small.img", "/dev/sdb"]
    if run(["test", "-r", folder / "usb"], **who).returncode != 0:
        pytest.skip("another user cannot read this folder")
    done = run(command, environment={"PATH": f"{bin_folder}:{os.environ['PATH']}"}, **who)
    first, second = done.stdout.splitlines()
    assert first == "Only root may write to /dev/sdb: going on with sudo."
    assert re.fullmatch(r"sudo: \S*python\S* " + " ".join(map(str, command)), second)
    done = run(command, environment={"PATH": str(scratch / "none")}, **who)
    refused(done, r"only root may write to /dev/sdb: as root, run .*/usb --root .*")


# --- disks that err -------------------------------------------------------------------------------

ERRORS = {
    "full:1500000": r"/dev/sdb is incomplete now, it failed at byte 1048576: No space left on .*",
    "full:0": r"/dev/sdb is incomplete now, it failed at byte 0: No space left on device; write .*",
    "eio:3000000": r"/dev/sdb is incomplete now, it failed at byte 2097152: Input/output error;.*",
    "sync:0": r"/dev/sdb is incomplete now, it failed at byte 1048576: Input/output error; .*",
    "drop:1048576": r"/dev/sdb does not keep what is written to it: byte 1048576 \(sector 2048\).*",
    "flip:3000000": r"/dev/sdb does not keep what is written to it: byte 3141631 \(sector 6135\).*",
    "read:1048576": r"/dev/sdb cannot be read back at byte 1048576: Input/output error; write .*",
    "end:2097152": r"/dev/sdb does not keep what is written to it: byte 2097152 \(sector 4096\).*",
}


@pytest.mark.parametrize("error", ERRORS)
def test_notices_a_disk_that(box, small, bad_disk, error):
    done = box.usb(small, "/dev/sdb", LD_PRELOAD=str(bad_disk), BAD_DISK=error)
    assert done.returncode == 1
    assert re.fullmatch(rf"usb: {ERRORS[error]}\n", done.stderr), done.stderr
    assert "holds the image" not in done.stdout


def test_short_writes_are_gone_on_with(box, small, bad_disk):
    done = box.usb(small, "/dev/sdb", LD_PRELOAD=str(bad_disk), BAD_DISK="short:2900000")
    assert done.returncode == 0 and box.bytes().startswith(small.read_bytes())


@pytest.mark.parametrize(
    "where, state",
    [
        ("stop:0", "/dev/sdb is incomplete now: write the image again"),
        ("stop:2500000", "/dev/sdb is incomplete now: write the image again"),
        ("stop-read:0", "/dev/sdb was written, but not compared: do it again to be sure"),
    ],
)
def test_an_interruption_says_what_the_stick_is_now(box, small, bad_disk, where, state):
    done = box.usb(small, "/dev/sdb", LD_PRELOAD=str(bad_disk), BAD_DISK=where)
    assert (done.returncode, done.stderr) == (130, "")
    assert done.stdout.endswith(f"\nInterrupted: {state}.\n")


# --- real ones ------------------------------------------------------------------------------------


@pytest.fixture(name="loop")
def a_loop_device(scratch):
    """(its name, the file behind it): a real disk, which does not call itself removable."""
    if not shutil.which("losetup") or os.geteuid() != 0:
        pytest.skip("loop devices are root's")
    file = scratch / "behind.img"
    file.write_bytes(NOISE)
    done = run(["losetup", "--find", "--show", file])
    if done.returncode != 0:
        pytest.skip(f"no loop device here: {done.stderr.strip()}")
    name = done.stdout.strip()
    yield name, file
    subprocess.run(["losetup", "-d", name], check=True)


def test_a_loop_device(root, loop, small, bad_disk):
    name, file = loop
    usb = [root / "tools" / "usb"]
    refused(run([*usb, small, name]), rf"{name} \(\S*behind\.img\) is not removable, .*")
    refused(run([*usb, small, file]), rf"{file} is in use as {name}: .*")
    held = os.open(name, os.O_RDONLY | os.O_EXCL)
    refused(run([*usb, "--allow-fixed", small, name]), rf"{name} is in use: unmount it, and .*")
    os.close(held)
    done = run([*usb, "--allow-fixed", small, name])
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(small.read_bytes())
    # The file behind it changes once all is written: whoever reads the cache does not see it.
    environment = {"LD_PRELOAD": bad_disk, "BAD_DISK": "behind:2000000", "BAD_DISK_FILE": file}
    done = run([*usb, "--allow-fixed", small, name], environment=environment)
    assert re.search(r"does not keep what is written to it: byte 2000000 ", done.stderr)


@pytest.mark.parametrize("attachment", ["usb-ehci", "sd-card"])
def test_what_it_has_written_boots(root, qemu, image, scratch, attachment):
    """02-14: a stick that is larger than the image and full of something else; and a card."""
    stick = scratch / "stick.img"
    size = (61 if attachment == "usb-ehci" else 64) << 20  # cards have powers of two
    with open(stick, "wb") as file:
        file.write(b"\xa5" * size)
    done = run([root / "tools" / "usb", image, stick])
    assert done.returncode == 0, done.stderr
    with open(stick, "rb") as file, open(image, "rb") as wanted:
        assert hashlib.sha256(file.read(image.stat().st_size)).digest() == hashlib.sha256(
            wanted.read()
        ).digest()
        assert set(file.read()) == {0xA5}
    assert climbed(qemu(stick, attachment=attachment)).drive == 0x80


@pytest.mark.parametrize("words, status", [(["--help"], 0), ([], 2), (["--no"], 2), ("abc", 2)])
def test_help_and_usage(root, words, status):
    done = run([root / "tools" / "usb", *words])
    assert done.returncode == status
    assert "usage: tools/usb [--allow-fixed]" in (done.stderr if status else done.stdout)


def test_another_system_is_told_where_to_read_on(root, small):
    """Neither /sys nor reading past the cache is there as this program knows them."""
    tools = root / "tools"
    code = f"import sys, runpy; sys.platform = 'darwin'; sys.argv = ['usb', {str(small)!r}]; " \
           f"sys.path.insert(0, {str(tools)!r}); " \
           f"runpy.run_path({str(tools / 'usb')!r}, run_name='__main__')"
    refused(run(["/usr/bin/python3", "-c", code]), r".* docs/real-hardware\.md tells how to .*")
