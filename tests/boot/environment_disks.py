"""Ways for the image to come onto a machine: behind other loaders, on CDs, on larger disks.

Each recipe(image, folder) makes what it needs in `folder`, as an ordinary user with the packages'
own tools would, and returns the arguments of Qemu() that it settles, the image among them. Where a
package is missing the test is skipped.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

MIB = 1 << 20
SECTOR_BYTES = 512
FLOPPY_BYTES = 2880 * SECTOR_BYTES
GRUB = Path("/usr/lib/grub/i386-pc")
SYSLINUX = Path("/usr/lib/syslinux")
SYSLINUX_BYTES = 64 * MIB  # holds the image as a file, too

# The other disk is the first that the firmware sees and boots.
SECOND = ("-device", "ide-hd,drive=boot,bus=ide.0,unit=1,bootindex=1")
CD = ("-device", "ide-cd,drive=boot,bus=ide.1,bootindex=0")


def need(path, package):
    if not (Path(path).exists() if "/" in str(path) else shutil.which(path)):
        pytest.skip(f"{path} is not there (package {package})")


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def copied(image, folder, size):
    """A copy of another size; what it is longer than the image takes no room."""
    path = folder / "copy.img"
    run("cp", "--sparse=always", image, path)
    os.truncate(path, size)
    return path


def behind(first, image, bootindex=0):
    """The image as the second disk, `first` as the one that the firmware boots."""
    drive = f"if=none,id=first,format=raw,file={first},snapshot=on"
    device = f"ide-hd,drive=first,bus=ide.0,unit=0,bootindex={bootindex}"
    extra = ("-drive", drive, "-device", device)
    return {"image": image, "attachment": SECOND, "extra": extra}


def grub_core(folder, target, config, modules):
    need(GRUB / "boot.img", "grub-pc-bin")
    need("grub-mkimage", "grub-common")
    (folder / "grub.cfg").write_text(config)
    core = folder / "core.img"
    run("grub-mkimage", "-O", target, "-d", GRUB, "-c", folder / "grub.cfg", "-o", core, "-p", "/",
        "biosdisk", "iso9660", *modules)  # fmt: skip
    return core


def grub(config, *modules):
    """A disk of GRUB alone: boot.img reads the core from LBA 1, as both are shipped."""

    def recipe(image, folder):
        core = grub_core(folder, "i386-pc", config, ("chain", *modules))
        disk = folder / "grub.img"
        content = (GRUB / "boot.img").read_bytes() + core.read_bytes()
        disk.write_bytes(content.ljust(MIB, b"\0"))
        return behind(disk, image)

    return recipe


def grub_cd(config, *modules):
    """A CD that starts GRUB without emulating anything; the image is the only hard disk."""

    def recipe(image, folder):
        core = grub_core(folder, "i386-pc-eltorito", config, ("chain", *modules))
        emulation = ("-no-emul-boot", "-boot-load-size", "4", "-boot-info-table")
        disk = compact_disk(folder, core, emulation)
        drive = f"if=none,id=cd,format=raw,media=cdrom,file={disk}"
        extra = ("-drive", drive, "-device", "ide-cd,drive=cd,bus=ide.1,bootindex=0")
        return {"image": image, "attachment": SECOND, "extra": extra}

    return recipe


def syslinux_disk(folder, config, files):
    """A FAT volume over a whole disk, made bootable by syslinux's own installer."""
    need("syslinux", "syslinux")
    need("mformat", "mtools")
    need(SYSLINUX / "memdisk", "syslinux-common")
    disk = folder / "syslinux.img"
    with open(disk, "wb") as file:
        file.truncate(SYSLINUX_BYTES)
    run("mformat", "-i", disk, "-T", SYSLINUX_BYTES // SECTOR_BYTES, "-h", 64, "-s", 32, "::")
    (folder / "syslinux.cfg").write_text(config)
    for file in (folder / "syslinux.cfg", *files):
        run("mcopy", "-i", disk, file, f"::{file.name}")
    run("syslinux", "--install", disk)
    return disk


def chain_c32(arguments):
    """syslinux's chain-loader, given these arguments."""
    modules = [SYSLINUX / "modules/bios" / f"{n}.c32" for n in ("chain", "libcom32", "libutil")]

    def recipe(image, folder):
        config = f"DEFAULT a\nLABEL a\nCOM32 chain.c32\nAPPEND {arguments}\n"
        return behind(syslinux_disk(folder, config, modules), image)

    return recipe


def memdisk(arguments, size=None):
    """syslinux's memdisk: the image as a file, shown by a BIOS of its own as a disk in memory."""

    def recipe(image, folder):
        file = copied(image, folder, size or os.path.getsize(image))
        config = f"DEFAULT a\nLABEL a\nLINUX memdisk\nINITRD {file.name}\nAPPEND {arguments}\n"
        return {"image": syslinux_disk(folder, config, (SYSLINUX / "memdisk", file))}

    return recipe


def compact_disk(folder, boot_file, emulation):
    """An ISO image with this boot file [El Torito]."""
    need("xorriso", "xorriso")
    tree = folder / "tree"
    tree.mkdir()
    run("cp", "--sparse=always", boot_file, tree / "boot.img")
    path = folder / "cd.iso"
    run("xorriso", "-as", "mkisofs", "-quiet", "-o", path, "-b", "boot.img", *emulation, tree)
    return path


def el_torito(*emulation, size=None):
    """The image as the boot file of a CD, for the firmware to show as what `emulation` says."""

    def recipe(image, folder):
        boot_file = copied(image, folder, size) if size else image
        return {"image": compact_disk(folder, boot_file, emulation), "attachment": CD}

    return recipe


def larger(size):
    """As `dd` leaves it on a disk of this size."""

    def recipe(image, folder):
        return {"image": copied(image, folder, size)}

    return recipe


def second_of_two(image, folder):
    """Beside a disk that holds nothing; the firmware is told to boot ours."""
    blank = folder / "blank.img"
    with open(blank, "wb") as file:
        file.truncate(8 * MIB)
    options = behind(blank, image, bootindex=1)
    return options | {"attachment": tuple(w.replace("bootindex=1", "bootindex=0") for w in SECOND)}
