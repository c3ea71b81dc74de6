"""disks.py: the disks that bench.py compares: the floor, and peers with the same payload.

The peers' disks are made by tests/peers. Images lie in build/bench/ and are made anew by each run.
"""

import pathlib

import guest
import peers

HERE = pathlib.Path(__file__).parent


def write(name, content):
    path = guest.BUILD / name
    path.write_bytes(content)
    return path


def floor(payload_bytes):
    guest.BUILD.mkdir(parents=True, exist_ok=True)
    sectors = -(-payload_bytes // peers.SECTOR)
    code = peers.assemble(
        HERE / "floor.asm", guest.BUILD / "floor.bin", f"-DPAYLOAD_SECTORS={sectors}"
    )
    content = peers.whole_mib(code + peers.noise(sectors * peers.SECTOR))
    path = write(f"floor-{payload_bytes}.img", content)
    return guest.Disk(path, payload_bytes, guest.STAGE1 + code.index(guest.MARKER), True)


def _peer(name, build, payload_bytes):
    guest.BUILD.mkdir(parents=True, exist_ok=True)
    kernel = guest.BUILD / "payload.bin"
    entry = peers.PAYLOAD_ADDRESS + peers.payload(kernel, payload_bytes)
    content = build(guest.BUILD, kernel)
    if content is None:
        return None
    path = write(f"{name}-{payload_bytes}.img", content)
    return guest.Disk(path, payload_bytes, entry, True)


def grub(payload_bytes):
    return _peer("grub", peers.grub, payload_bytes)


def syslinux(payload_bytes):
    return _peer("syslinux", peers.syslinux, payload_bytes)


PEERS = {"syslinux + mboot.c32": syslinux, "GRUB, minimal core": grub}
