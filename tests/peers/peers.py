"""peers.py: disks that GRUB and syslinux boot, with a payload of ours.

For tests/bench, which counts what they cost, and tests/scorecard, which does them harm.

Everything is put together from the peers' packages with their own tools, as an ordinary user:
GRUB by grub-mkimage from grub-pc-bin, its two pieces laid where grub-bios-setup puts them;
syslinux by `syslinux --install` on a FAT partition that mtools made. A peer whose package is not
installed is None.
"""

import pathlib
import random
import shutil
import struct
import subprocess

import reed_solomon

HERE = pathlib.Path(__file__).parent
SECTOR = 512
MIB = 1 << 20
GRUB = pathlib.Path("/usr/lib/grub/i386-pc")
SYSLINUX = pathlib.Path("/usr/lib/syslinux")
PARTITION_LBA = 2048  # room for GRUB's core between the MBR and the first partition
FAT_TYPE = 0x0E  # FAT16, LBA
PAYLOAD_ADDRESS = MIB  # as payload.asm says
WORD = "PAYLOAD"  # what it says
MARKER = bytes.fromhex("2e363e6490")  # a nop with four segment prefixes: no compiler writes it

# Fields of GRUB's core [GRUB 2.06, offsets.h, boot.h]. Its first sector ends with the
# list of the blocks to read; the decompressor begins with the second.
BLOCK_LIST = 500  # first sector, 8 bytes; number of sectors, 2; segment, 2
REDUNDANCY = 512 + 0x10  # bytes, 4
UNPROTECTED = 512 + 0x14  # bytes of the decompressor that the codes do not cover, 2


def assemble(source, output, *options):
    marker = ",".join(f"{byte:#x}" for byte in MARKER)
    command = ["nasm", "-f", "bin", f"-DMARKER={marker}", *options, "-o", str(output), str(source)]
    subprocess.run(command, check=True)
    return output.read_bytes()


def noise(size):
    """Bytes that do not compress, the same in every run."""
    return random.Random(size).randbytes(size)


def whole_mib(content):
    """An image of whole MiB: a disk whose size is odd makes some firmware guess its geometry."""
    return content.ljust(-(-len(content) // MIB) * MIB, b"\0")


def payload(path, payload_bytes, *options):
    """Writes a kernel of exactly so many bytes; returns where in it the marker stands."""
    code = assemble(HERE / "payload.asm", path, f"-DPAYLOAD_BYTES={payload_bytes}", *options)
    path.write_bytes(code + noise(payload_bytes - len(code)))
    return code.index(MARKER)


def partitioned(boot_code, gap, volume):
    """A disk with boot code, `gap` right behind it, and one active FAT partition."""
    table = bytearray(64)
    table[0] = 0x80
    table[1:4] = table[5:8] = b"\xfe\xff\xff"  # beyond CHS: use the LBA fields
    table[4] = FAT_TYPE
    table[8:12] = PARTITION_LBA.to_bytes(4, "little")
    table[12:16] = (len(volume) // SECTOR).to_bytes(4, "little")
    mbr = boot_code[:440].ljust(446, b"\0") + table + b"\x55\xaa"
    return whole_mib((mbr + gap).ljust(PARTITION_LBA * SECTOR, b"\0") + volume)


def fat_volume(path, files, size):
    """A FAT16 file system in a file, with {name: path} copied into its root."""
    path.write_bytes(bytes(size))
    subprocess.run(
        ["mformat", "-i", str(path), "-H", str(PARTITION_LBA), "-T", str(size // SECTOR),
         "-h", "64", "-s", "32", "::"], check=True,
    )  # fmt: skip
    for name, source in files.items():
        subprocess.run(["mcopy", "-i", str(path), str(source), f"::{name}"], check=True)
    return path


def volume_size(kernel):
    return 16 * MIB + kernel.stat().st_size // MIB * MIB


def has_grub():
    return (GRUB / "boot.img").exists() and shutil.which("grub-mkimage") is not None


def grub(folder, kernel, codes=False):
    """GRUB with the smallest core that reads a file from FAT and starts a multiboot kernel; with
    codes as grub-bios-setup embeds it, by which GRUB repairs a core that is damaged."""
    if not has_grub():
        return None
    volume = fat_volume(folder / "volume.fat", {"payload": kernel}, volume_size(kernel))
    config = folder / "grub.cfg"
    config.write_text("multiboot (hd0,msdos1)/payload\nboot\n", encoding="ascii")
    core = folder / "core.img"
    subprocess.run(
        ["grub-mkimage", "-O", "i386-pc", "-d", str(GRUB), "-c", str(config), "-o", str(core),
         "-p", "/", "biosdisk", "part_msdos", "fat", "multiboot"], check=True,
    )  # fmt: skip
    gap = with_codes(core.read_bytes()) if codes else core.read_bytes()
    # boot.img reads the core from LBA 1 and the core's own block list begins at LBA 2, as shipped.
    return partitioned((GRUB / "boot.img").read_bytes(), gap, volume.read_bytes())


def with_codes(core):
    """The core as grub-bios-setup embeds it: as much redundancy again, if the gap has room."""
    sectors = min(2 * -(-len(core) // SECTOR), PARTITION_LBA - 1)
    size = sectors * SECTOR - len(core)
    result = bytearray(core)
    (unprotected,) = struct.unpack_from("<H", core, UNPROTECTED)
    struct.pack_into("<I", result, REDUNDANCY, size)
    struct.pack_into("<H", result, BLOCK_LIST + 8, sectors - 1)
    data = bytes(result[SECTOR + unprotected :])
    return bytes(result) + reed_solomon.redundancy(data, size)


def has_syslinux():
    modules = SYSLINUX / "modules" / "bios"
    return shutil.which("syslinux") is not None and (modules / "mboot.c32").exists()


def syslinux(folder, kernel):
    if not has_syslinux():
        return None
    modules = SYSLINUX / "modules" / "bios"
    config = folder / "syslinux.cfg"
    config.write_text("DEFAULT p\nLABEL p\nKERNEL mboot.c32\nAPPEND payload\n", encoding="ascii")
    files = {
        "payload": kernel,
        "syslinux.cfg": config,
        "mboot.c32": modules / "mboot.c32",
        "libcom32.c32": modules / "libcom32.c32",
    }
    volume = fat_volume(folder / "volume.fat", files, volume_size(kernel))
    subprocess.run(["syslinux", "--install", str(volume)], check=True)
    boot = (SYSLINUX / "mbr" / "mbr.bin").read_bytes()
    return partitioned(boot, b"", volume.read_bytes())
