"""disks.py: the disks that bench.py compares: the floor, and peers with the same payload.

Everything is put together from the peers' packages with their own tools, as an ordinary user:
GRUB by grub-mkimage from grub-pc-bin, its two pieces laid where grub-bios-setup puts them;
syslinux by `syslinux --install` on a FAT partition that mtools made. A peer whose package is not
installed is None. Images lie in build/bench/ and are made anew by each run.
"""

import pathlib
import random
import shutil
import subprocess

import guest

HERE = pathlib.Path(__file__).parent
SECTOR = 512
MIB = 1 << 20
GRUB = pathlib.Path("/usr/lib/grub/i386-pc")
SYSLINUX = pathlib.Path("/usr/lib/syslinux")
PARTITION_LBA = 2048  # room for GRUB's core between the MBR and the first partition
FAT_TYPE = 0x0E  # FAT16, LBA
PAYLOAD_ADDRESS = MIB  # as payload.asm says


def assemble(source, output, **defines):
    marker = ",".join(f"{byte:#x}" for byte in guest.MARKER)
    options = [f"-D{name}={value}" for name, value in defines.items()]
    options.append(f"-DMARKER={marker}")
    subprocess.run(
        ["nasm", "-f", "bin", *options, "-o", str(output), str(HERE / source)], check=True
    )
    return output.read_bytes()


def noise(size):
    """Bytes that do not compress, the same in every run."""
    return random.Random(size).randbytes(size)


def write(name, content, minimum=0):
    """An image of whole MiB: a disk whose size is odd makes some firmware guess its geometry."""
    guest.BUILD.mkdir(parents=True, exist_ok=True)
    path = guest.BUILD / name
    size = -(-max(len(content), minimum) // MIB) * MIB
    path.write_bytes(content + bytes(size - len(content)))
    return path


def floor(payload_bytes):
    guest.BUILD.mkdir(parents=True, exist_ok=True)
    sectors = -(-payload_bytes // SECTOR)
    code = assemble("floor.asm", guest.BUILD / "floor.bin", PAYLOAD_SECTORS=sectors)
    path = write(f"floor-{payload_bytes}.img", code + noise(sectors * SECTOR))
    return guest.Disk(path, payload_bytes, guest.STAGE1 + code.index(guest.MARKER), True)


def payload(payload_bytes):
    """A multiboot kernel of exactly so many bytes, and the address of its entry."""
    guest.BUILD.mkdir(parents=True, exist_ok=True)
    path = guest.BUILD / "payload.bin"
    code = assemble("payload.asm", path, PAYLOAD_BYTES=payload_bytes)
    path.write_bytes(code + noise(payload_bytes - len(code)))
    return path, PAYLOAD_ADDRESS + code.index(guest.MARKER)


def partitioned(boot_code, gap, volume):
    """A disk with boot code, `gap` right behind it, and one active FAT partition."""
    table = bytearray(64)
    table[0] = 0x80
    table[1:4] = table[5:8] = b"\xfe\xff\xff"  # beyond CHS: use the LBA fields
    table[4] = FAT_TYPE
    table[8:12] = PARTITION_LBA.to_bytes(4, "little")
    table[12:16] = (len(volume) // SECTOR).to_bytes(4, "little")
    mbr = boot_code[:440].ljust(446, b"\0") + table + b"\x55\xaa"
    return (mbr + gap).ljust(PARTITION_LBA * SECTOR, b"\0") + volume


def fat_volume(files, size):
    """A FAT16 file system in a file, with {name: path} copied into its root."""
    path = guest.BUILD / "volume.fat"
    path.write_bytes(bytes(size))
    subprocess.run(
        ["mformat", "-i", str(path), "-H", str(PARTITION_LBA), "-T", str(size // SECTOR),
         "-h", "64", "-s", "32", "::"], check=True,
    )  # fmt: skip
    for name, source in files.items():
        subprocess.run(["mcopy", "-i", str(path), str(source), f"::{name}"], check=True)
    return path


def volume_size(payload_bytes):
    return 16 * MIB + payload_bytes // MIB * MIB


def grub(payload_bytes):
    """GRUB with the smallest core that reads a file from FAT and starts a multiboot kernel."""
    if not (GRUB / "boot.img").exists() or not shutil.which("grub-mkimage"):
        return None
    kernel, entry = payload(payload_bytes)
    volume = fat_volume({"payload": kernel}, volume_size(payload_bytes))
    config = guest.BUILD / "grub.cfg"
    config.write_text("multiboot (hd0,msdos1)/payload\nboot\n", encoding="ascii")
    core = guest.BUILD / "core.img"
    subprocess.run(
        ["grub-mkimage", "-O", "i386-pc", "-d", str(GRUB), "-c", str(config), "-o", str(core),
         "-p", "/", "biosdisk", "part_msdos", "fat", "multiboot"], check=True,
    )  # fmt: skip
    # boot.img reads the core from LBA 1 and the core's own block list begins at LBA 2, as shipped.
    boot = (GRUB / "boot.img").read_bytes()
    content = partitioned(boot, core.read_bytes(), volume.read_bytes())
    path = write(f"grub-{payload_bytes}.img", content)
    return guest.Disk(path, payload_bytes, entry, True)


def syslinux(payload_bytes):
    modules = SYSLINUX / "modules" / "bios"
    if not shutil.which("syslinux") or not (modules / "mboot.c32").exists():
        return None
    config = guest.BUILD / "syslinux.cfg"
    config.write_text("DEFAULT p\nLABEL p\nKERNEL mboot.c32\nAPPEND payload\n", encoding="ascii")
    kernel, entry = payload(payload_bytes)
    files = {
        "payload": kernel,
        "syslinux.cfg": config,
        "mboot.c32": modules / "mboot.c32",
        "libcom32.c32": modules / "libcom32.c32",
    }
    volume = fat_volume(files, volume_size(payload_bytes))
    subprocess.run(["syslinux", "--install", str(volume)], check=True)
    boot = (SYSLINUX / "mbr" / "mbr.bin").read_bytes()
    content = partitioned(boot, b"", volume.read_bytes())
    path = write(f"syslinux-{payload_bytes}.img", content)
    return guest.Disk(path, payload_bytes, entry, True)


PEERS = {"syslinux + mboot.c32": syslinux, "GRUB, minimal core": grub}
