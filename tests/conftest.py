"""Fixtures of all tests: images, directories for logs, and machines that are always ended."""

import filecmp
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from bochs import Bochs
from bochs import is_installed as bochs_is_installed
from layout import read_layout
from machine import MachineError
from qemu import PROGRAM as QEMU
from qemu import Qemu
from shim import OPTIONS, build_shim, second_disk
from v86 import V86
from v86 import lacks as v86_lacks

ROOT = Path(__file__).resolve().parents[1]
BUILD = Path(os.environ.get("BUILD", ROOT / "build")).resolve()
LOGS = BUILD / "tests" / "boot"
PROBES = ROOT / "tests" / "boot" / "probes"

# With READ_ONLY in the environment all of QEMU's machines have the image on a disk that cannot be
# written to; tests/long/test_read_only.py runs files of tests so.
READ_ONLY = {"attachment": "virtio-blk", "read_only": True} if "READ_ONLY" in os.environ else {}


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def build():
    return BUILD


@pytest.fixture(scope="session")
def image(tmp_path_factory):
    """The image that users get; no test may change it."""
    path = BUILD / "ascent.img"
    assert path.exists(), f"{path} is missing: run make first"
    if READ_ONLY:
        path = Path(shutil.copy(path, tmp_path_factory.mktemp("image")))
        path.chmod(0o444)
    before = hashlib.sha256(path.read_bytes()).digest()
    yield path
    assert hashlib.sha256(path.read_bytes()).digest() == before, "a test has changed the image"


@pytest.fixture(scope="session")
def layout():
    """The numbers of disk.layout: layout["DISK_STAGE2_LBA"]."""
    return read_layout(BUILD)


@pytest.fixture
def logs(request):
    """A directory for this test alone: serial log, screen, the command that was run."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", request.node.nodeid).strip("-")
    directory = LOGS / name
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    return directory


@pytest.fixture
def scratch(request):
    """A directory for large files, gone after the test; /tmp may be small, or memory."""
    parent = BUILD / "tests" / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent) as directory:
        yield Path(directory)


@pytest.fixture
def copy_of(scratch):
    """copy_of(image, size) -> a copy that the test may change, cut to `size` bytes if given."""

    def copy(image, size=None):
        path = scratch / f"copy-{len(list(scratch.iterdir()))}.img"
        subprocess.run(["cp", "--sparse=always", image, path], check=True)
        if size is not None:
            os.truncate(path, size)
        return path

    return copy


@pytest.fixture
def machines(logs):
    """Starts machines with a log directory each, and ends them all, come what may."""
    started = []

    def start(make, *arguments, **options):
        directory = logs if not started else logs / str(len(started))
        directory.mkdir(exist_ok=True)
        started.append(make(*arguments, directory=directory, **options))
        return started[-1]

    yield start
    for machine in started:
        machine.close()
    for machine in started:
        if not getattr(machine, "keeps_writes", True):
            assert machine.writes() == 0, f"{machine.directory}: the guest has written to a disk"


@pytest.fixture
def qemu(machines):
    if not shutil.which(QEMU):
        pytest.skip(f"{QEMU} is not installed (package qemu-system-x86)")
    return lambda image, **options: machines(Qemu, image, **{**READ_ONLY, **options})


@pytest.fixture
def shim(qemu, scratch):
    """shim(image, edd="absent", memory="16M"): behind a BIOS that misbehaves; options that are not
    the shim's (shim.py) are the machine's."""

    def start(image, extra=(), replies=(), **options):
        path = build_shim(scratch / f"shim-{len(list(scratch.iterdir()))}.img", replies,
                          **{name: value for name, value in options.items() if name in OPTIONS})
        rest = {name: value for name, value in options.items() if name not in OPTIONS}
        return qemu(path, extra=[*second_disk(image), *extra], **rest)

    return start


@pytest.fixture
def bochs(copy_of, machines):
    """On a copy: Bochs opens its disk for writing, and leaves a lock beside it when it is ended."""
    if not bochs_is_installed():
        pytest.skip("bochs is not installed (packages bochs, bochsbios, vgabios)")
    copies = []

    def start(image, **options):
        copies.append((image, copy_of(image)))
        return machines(Bochs, copies[-1][1], **options)

    yield start
    for image, copy in copies:
        assert filecmp.cmp(image, copy, shallow=False), "the guest has written to its disk"


@pytest.fixture
def v86(machines, build):
    missing = v86_lacks(build)
    if missing:
        pytest.skip(missing)
    return lambda image, **options: machines(V86, image, build=build, **options)


@pytest.fixture(scope="session")
def assemble(tmp_path_factory):
    """Assembles one of the probes to a disk image of 1 MiB."""

    def run(name, *defines):
        path = tmp_path_factory.mktemp("probe") / f"{name}.img"
        source = PROBES / f"{name}.asm"
        options = [f"-D{define}" for define in defines]
        subprocess.run(["nasm", "-f", "bin", *options, "-o", path, source], check=True)
        with open(path, "r+b") as disk:
            disk.truncate(1 << 20)
        return path

    return run


@pytest.fixture(scope="session")
def kvm_runs(assemble, tmp_path_factory):
    """cpu -> why KVM cannot run a 64-bit guest with that model, or None where it does."""
    answers = {}

    def ask(cpu):
        if cpu not in answers:
            answers[cpu] = _try_kvm(assemble("long_mode"), tmp_path_factory.mktemp("kvm"), cpu)
        return answers[cpu]

    return ask


def _try_kvm(probe, directory, cpu):
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return "/dev/kvm is not there or not ours to open"
    try:
        with Qemu(probe, directory, cpu=cpu, accelerator="kvm") as machine:
            machine.wait_for("LONG", timeout=30)
    except MachineError as error:
        return f"KVM does not run a 64-bit guest here ({str(error).splitlines()[0]})"
    return None
