"""chains.py: the three boot chains that the scorecard compares, each on a disk with one payload.

The payload is the same in all three but for the header that its loader wants (tests/peers). Each
chain knows what its sectors are: sector 0, the loader's own, the file system's, the payload's.
"""

import dataclasses
import os
import struct
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("BUILD", ROOT / "build")).resolve()

sys.path += [str(ROOT / "tests" / folder) for folder in ("boot", "peers")]
import images  # noqa: E402
import layout  # noqa: E402
import peers  # noqa: E402

SECTOR = peers.SECTOR
PAYLOAD_BYTES = 128 << 10
PARTS = ("sector 0", "loader", "file system", "payload")


@dataclasses.dataclass(frozen=True)
class Chain:
    name: str
    version: str
    image: Path
    payload: bytes  # as it must lie in memory
    parts: dict = dataclasses.field(repr=False)  # LBA: one of PARTS

    def sector(self, lba):
        with open(self.image, "rb") as file:
            file.seek(lba * SECTOR)
            return file.read(SECTOR)

    def of_part(self, part, lbas):
        """Those of the LBAs that belong to it and hold anything at all."""
        return [lba for lba in lbas if self.parts.get(lba) == part and any(self.sector(lba))]


def _sectors(name, start, size):
    return dict.fromkeys(range(start, start + -(-size // SECTOR)), name)


def ascent(folder):
    """Ascent as it is built, with the payload in the place of its kernel."""
    kernel = folder / "ascent-payload.bin"
    peers.payload(kernel, PAYLOAD_BYTES, "-DASCENT", "-I", f"{BUILD / 'gen'}/")
    path = folder / "ascent.img"
    stages = [BUILD / stage / f"{stage}.bin" for stage in ("stage1", "stage2")]
    command = [BUILD / "mkimage", "build", ROOT / "disk.layout", *stages, kernel, path]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    image = images.Image(path, layout.read_layout(BUILD))
    parts = _sectors("loader", image.stage2_offset // SECTOR, image.stage2("file_bytes"))
    parts |= _sectors("payload", image.stage2("kernel_lba"), PAYLOAD_BYTES)
    payload = image.read(image.kernel_offset, PAYLOAD_BYTES)
    version = f"build {image.stage2('build_id'):08x}"
    return Chain("Ascent", version, path, payload, {**parts, 0: PARTS[0]})


def _file_system(content, start):
    """Where a FAT16 volume's tables begin and its files: LBAs [FAT 1.03]."""
    reserved, tables, entries = struct.unpack_from("<HBH", content, start * SECTOR + 14)
    (table_sectors,) = struct.unpack_from("<H", content, start * SECTOR + 22)
    first = start + reserved
    return first, first + tables * table_sectors + entries * 32 // SECTOR


def _peer(folder, name, version, content, payload):
    """Whatever else lies on the disk is the loader: in the gap, or files of its own."""
    path = folder / f"{name.lower()}.img"
    path.write_bytes(content)
    tables, files = _file_system(content, peers.PARTITION_LBA)
    parts = dict.fromkeys(range(len(content) // SECTOR), "loader")
    parts |= dict.fromkeys(range(tables, files), "file system")
    parts |= _sectors("payload", content.index(payload[:SECTOR]) // SECTOR, len(payload))
    return Chain(name, version, path, payload, {**parts, 0: PARTS[0]})


def _package(name):
    line = ["dpkg-query", "-W", "-f", "${Version}", name]
    try:
        return subprocess.run(line, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "of unknown version"


def _kernel(folder):
    kernel = folder / "payload.bin"
    peers.payload(kernel, PAYLOAD_BYTES)
    return kernel


def grub(folder):
    kernel = _kernel(folder)
    content = peers.grub(folder, kernel, codes=True)
    return content and _peer(folder, "GRUB", _package("grub-pc-bin"), content, kernel.read_bytes())


def syslinux(folder):
    kernel = _kernel(folder)
    content = peers.syslinux(folder, kernel)
    return content and _peer(folder, "syslinux", _package("syslinux"), content, kernel.read_bytes())


BUILDERS = {"Ascent": ascent, "GRUB": grub, "syslinux": syslinux}
