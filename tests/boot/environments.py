"""The environments in which the image is tried, as one table: what each is, and what has to happen.

test_environments.py goes through the rows marked as sample, tests/long/test_all_environments.py
through the others. Run as a program, this file prints the table for docs/environments.md. To add an
environment, add a row; what no option of the emulator gives is a recipe in environment_disks.py.
"""

import dataclasses
import re

import environment_disks as disks
import test_attachments
import test_bochs
import test_cpus
import test_frames
import test_memory

PC_VERSIONS = (
    "1.4 1.5 1.6 1.7 2.0 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.1 4.2 "
    "5.0 5.1 5.2 6.0 6.1 6.2 7.0 7.1 7.2"
).split()
Q35_VERSIONS = (
    "2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.0.1 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2 7.0 "
    "7.1 7.2"
).split()
QEMU_CPUS = (
    "Broadwell Cascadelake-Server Cooperlake Denverton Dhyana EPYC-Milan EPYC-Rome Haswell "
    "Icelake-Server IvyBridge KnightsMill Opteron_G2 Opteron_G3 Opteron_G4 Opteron_G5 Penryn "
    "SandyBridge Skylake-Client Skylake-Server Snowridge Westmere core2duo kvm64 phenom"
).split()
BOCHS_CPUS = (
    "bx_generic p4_prescott_celeron_336 athlon64_venice turion64_tyler phenom_8650_toliman "
    "corei5_lynnfield_750 corei5_arrandale_m520 corei7_sandy_bridge_2600k zambezi trinity_apu "
    "ryzen corei7_ivy_bridge_3770k broadwell_ult corei7_skylake_x corei3_cnl corei7_icelake_u "
    "tigerlake"
).split()
BOCHS_BIOS = "/usr/share/bochs/BIOS-bochs-"
VGABIOS = "/usr/share/vgabios/vgabios.bin"
SEABIOS = "/usr/share/seabios/bios.bin"


@dataclasses.dataclass(frozen=True)
class Boots:
    """The kernel comes up. `told`: what a step's line has to say besides, as regular expressions.
    `before`: what stage1 says of a drive that is not ours. Without `screen` only COM1 shows text,
    without `serial` only the screen; `twice` if the firmware repeats on COM1 what it shows."""

    drive: int = 0x80
    method: str = "LBA"
    told: tuple = ()
    before: str = ""
    screen: bool = True
    serial: bool = True
    twice: bool = False
    note: str = ""

    def __str__(self):
        notes = [f"after `{self.before}`"] * bool(self.before) + [self.note] * bool(self.note)
        return ", ".join([f"boots from drive {self.drive:02X}h by {self.method}", *notes])


@dataclasses.dataclass(frozen=True)
class Stops:
    """It cannot boot, and says so in words that match. `ours`: the words come from us, so they are
    on COM1 too, and nothing resets the machine; else from the firmware, which never runs us."""

    words: str
    shown: str
    ours: bool = True

    def __str__(self):
        return f"{'stops' if self.ours else 'the firmware refuses'}: `{self.shown}`"


@dataclasses.dataclass(frozen=True)
class Environment:
    """`how` is for readers. `machine` names the fixture; `recipe` prepares the disks; `options` are
    the machine's."""

    name: str
    how: str
    expects: Boots | Stops
    machine: str = "qemu"
    recipe: object = None
    options: dict = dataclasses.field(default_factory=dict)
    sample: bool = False


@dataclasses.dataclass(frozen=True)
class Elsewhere:
    """Environments that a test of their own goes through."""

    test: str
    how: str
    names: tuple
    expects: str


BOOTS = Boots()
NO_SCREEN = Boots(screen=False, told=(("console", "no text screen"),), note="COM1 alone tells")
NO_LONG_MODE = Stops(r"\nlacks long mode", "cpu: error: ... lacks long mode (64 bits).")
NO_PAE = Stops(r"\nlacks physical", "cpu: error: ... lacks physical address extension (PAE).")


def qemu(name, *extra, expects=BOOTS, recipe=None, how="", sample=False, **options):
    """A row for QEMU; how it is started is told by its options unless it is given."""
    flags = {"board": "-machine", "cpu": "-cpu", "memory": "-m"}
    words = [f"{flags[key]} {value}" for key, value in options.items() if key in flags]
    words += extra
    if extra:
        options["extra"] = tuple(" ".join(extra).split())
    shown = how or f"`{' '.join(words)}`"
    return Environment(name, shown, expects, "qemu", recipe, options, sample)


def attached(name, *words, **rest):
    """The image on a device of these options, each word of which may hold several."""
    words = " ".join(words)
    return qemu(name, how=f"`{words}`", attachment=tuple(words.split()), **rest)


def bochs(name, expects=BOOTS, sample=False, how="", **options):
    return Environment(name, how or f"`model={name}`", expects, "bochs", None, options, sample)


def versions(board, all_of_them):
    """The oldest and the newest are tried by every `make test`."""
    names = [f"pc-{board}-{version}" for version in all_of_them]
    return [qemu(name, board=name, sample=name in (names[0], names[-1])) for name in names]


def bochs_bios(name, board, bios, expects=BOOTS, sample=False):
    """QEMU's local APIC keeps the timer's interrupts back until firmware tells it not to, which
    this BIOS does not, so the CPU has to have none. A BIOS for the VGA card is put where this one
    looks for it; on PCI it copies the card's own over that, and finds none."""
    vga = f"-device loader,file={VGABIOS},addr=0xc0000,force-raw=on"
    return qemu(name, f"-bios {bios}", vga, board=board, cpu="qemu64,-apic", expects=expects,
                sample=sample)  # fmt: skip


def chained(name, how, recipe, sample=False, **boots):
    return qemu(name, how=how, recipe=recipe, expects=Boots(**boots), sample=sample)


CHAIN = "set root=(hd1)\nchainloader +1\nboot\n"
SWAP = "set root=(hd1)\ndrivemap -s hd0 hd1\nchainloader +1\nboot\n"
NO_ROOT = "drivemap -s hd0 hd1\nchainloader (hd1)+1\nboot\n"
CD_CHAIN = "set root=(hd0)\nchainloader +1\nboot\n"

ROWS = {
    "QEMU's boards": [
        qemu("isapc", board="isapc", cpu="qemu64", sample=True),
        qemu("isapc, newest CPU", board="isapc", cpu="max"),
        qemu("isapc, its own CPU", board="isapc", expects=NO_PAE),
        *versions("i440fx", PC_VERSIONS),
        *versions("q35", Q35_VERSIONS),
    ],
    "Parts left out or added": [
        qemu("no 8042, pc", board="pc,i8042=off", expects=Boots(told=(("keyboard", "no 8042"),)),
             sample=True),
        qemu("no 8042, q35", board="q35,i8042=off", expects=Boots(told=(("keyboard", "no 8042"),))),
        qemu("no ACPI, pc", board="pc,acpi=off"),
        qemu("no ACPI, q35", board="q35,acpi=off"),
        qemu("no HPET", board="pc,hpet=off"),
        qemu("no PIT", board="pc,pit=off",
             expects=Boots(told=(("timer", "the interval timer does not count"),))),
        qemu("no SMM", board="q35,smm=off"),
        qemu("no COM1", com1=False,
             expects=Boots(serial=False, note="the screen alone tells"), how="`-serial none`",
             sample=True),
        qemu("hole below 4 GiB", board="pc,max-ram-below-4g=1G", memory="2G"),
        qemu("memory to be plugged in", memory="128M,slots=2,maxmem=4G"),
        qemu("IOMMU", "-device intel-iommu", board="q35"),
        qemu("USB keyboard", "-device qemu-xhci", "-device usb-kbd"),
        qemu("clock of 1980", "-rtc base=1980-01-01T00:00:00",
             expects=Boots(told=(("clock", "1980-01-01 00:0"),))),
        *(qemu(f"{count} CPUs, {board}", f"-smp {count}", board=board,
               sample=(count, board) in ((2, "pc"), (4, "q35")))
          for count in (2, 4, 16) for board in test_attachments.BOARDS),
        qemu("two nodes of memory", "-smp 2", "-object memory-backend-ram,id=a,size=64M",
             "-object memory-backend-ram,id=b,size=64M", "-numa node,memdev=a",
             "-numa node,memdev=b"),
    ],
    "Screens": [
        *(qemu(f"VGA: {name}", f"-vga {name}") for name in ("cirrus", "vmware", "qxl", "virtio")),
        qemu("VGA: ati", "-vga none", "-device ati-vga"),
        qemu("VGA: another BIOS of it", "-vga none",
             "-device VGA,romfile=/usr/share/vgabios/vgabios-stdvga.bin"),
        qemu("VGA: none", "-vga none", expects=NO_SCREEN, sample=True),
        qemu("VGA: a picture without text buffer", "-vga none", "-device bochs-display",
             expects=NO_SCREEN),
        qemu("the BIOS's text goes to COM1", board="pc,graphics=off",
             expects=Boots(twice=True, note="COM1 shows `Ascent` doubled")),
        qemu("the BIOS's text goes to COM1, no VGA", "-vga none", board="pc,graphics=off",
             expects=Boots(twice=True, screen=False, note="COM1 shows `Ascent` doubled")),
    ],
    "QEMU's CPUs": [
        *(qemu(cpu, cpu=cpu) for cpu in QEMU_CPUS),
        *(qemu(cpu, cpu=cpu, expects=NO_LONG_MODE, sample=cpu == "qemu32")
          for cpu in "qemu32 kvm32 athlon coreduo n270 pentium2".split()),
        qemu("base", cpu="base", expects=NO_PAE),
    ],
    "Other firmware": [
        qemu("SeaBIOS of 128 KiB", f"-bios {SEABIOS}"),
        bochs_bios("Bochs BIOS latest, pc", "pc", BOCHS_BIOS + "latest", NO_SCREEN),
        bochs_bios("Bochs BIOS latest, isapc", "isapc", BOCHS_BIOS + "latest", sample=True),
        bochs_bios("Bochs BIOS legacy, pc", "pc", BOCHS_BIOS + "legacy"),
        bochs_bios("Bochs BIOS legacy, isapc", "isapc", BOCHS_BIOS + "legacy"),
        bochs_bios("Bochs BIOS for QEMU, pc", "pc", "/usr/share/bochs/BIOS-qemu-latest", NO_SCREEN),
    ],
    "Bochs": [
        *(bochs(cpu, cpu=cpu) for cpu in BOCHS_CPUS),
        *(bochs(cpu, NO_PAE, cpu=cpu, sample=cpu == "amd_k6_2_chomper")
          for cpu in "pentium pentium_mmx amd_k6_2_chomper".split()),
        *(bochs(cpu, NO_LONG_MODE, cpu=cpu)
          for cpu in "p2_klamath p3_katmai core_duo_t2400_yonah atom_n270".split()),
        bochs("SeaBIOS", NO_SCREEN, bios=SEABIOS, how=f"`romimage: file={SEABIOS}`", sample=True),
        bochs("Bochs' legacy BIOS", bios=BOCHS_BIOS + "legacy",
              how=f"`romimage: file={BOCHS_BIOS}legacy`"),
    ],
    "v86": [
        Environment("v86, hard disk", "`hda`, SeaBIOS, under node", NO_LONG_MODE, "v86",
                    options={"drive": "hda"}, sample=True),
        Environment("v86, CD", "`cdrom`, as an El Torito hard disk", NO_LONG_MODE, "v86",
                    disks.el_torito("-hard-disk-boot"), options={"drive": "cdrom"}),
    ],
    "Behind another loader": [
        chained("GRUB: chainloader", "`set root=(hd1)`, `chainloader +1`",
                disks.grub(CHAIN), drive=0x81, sample=True),
        chained("GRUB: drivemap", "`set root=(hd1)`, `drivemap -s hd0 hd1`, `chainloader +1`",
                disks.grub(SWAP, "drivemap"), sample=True),
        chained("GRUB: drivemap without root", "`drivemap -s hd0 hd1`, `chainloader (hd1)+1`",
                disks.grub(NO_ROOT, "drivemap"), before="Ascent: M00",
                note="since DL names the other drive"),
        qemu("GRUB: chainloader without root", how="`chainloader (hd1)+1`",
             recipe=disks.grub("chainloader (hd1)+1\nboot\n"),
             expects=Stops("^Ascent: M00", "Ascent: M00")),
        chained("GRUB on a CD", "`set root=(hd0)`, `chainloader +1`", disks.grub_cd(CD_CHAIN)),
        chained("syslinux: chain.c32", "`chain.c32 hd1`", disks.chain_c32("hd1"), drive=0x81,
                sample=True),
        chained("syslinux: chain.c32 swap", "`chain.c32 hd1 swap`", disks.chain_c32("hd1 swap"),
                sample=True),
        chained("memdisk", "`memdisk harddisk`", disks.memdisk("harddisk")),
        chained("memdisk with geometry", "`memdisk harddisk c=16 h=64 s=32`",
                disks.memdisk("harddisk c=16 h=64 s=32")),
        chained("memdisk as a floppy", "`memdisk floppy`, 1440 KiB of the image",
                disks.memdisk("floppy", disks.FLOPPY_BYTES), drive=0x00, method="CHS"),
    ],
    "CDs, and disks of other sizes": [
        chained("El Torito hard disk", "`xorriso -b IMAGE -hard-disk-boot`",
                disks.el_torito("-hard-disk-boot"), method="CHS", sample=True),
        chained("El Torito floppy", "`xorriso -b IMAGE`, 1440 KiB of the image",
                disks.el_torito(size=disks.FLOPPY_BYTES), drive=0x00, method="CHS", sample=True),
        qemu("El Torito without emulation", how="`xorriso -b IMAGE -no-emul-boot`",
             recipe=disks.el_torito("-no-emul-boot", "-boot-load-size", "4"),
             expects=Stops("^Ascent: E01", "Ascent: E01")),
        chained("second of two disks", "beside a blank one, by `bootindex`", disks.second_of_two),
        *(qemu(f"{size >> 30} GiB, {name}", how=f"a disk of {size >> 30} GiB, {name}",
               recipe=disks.larger(size), attachment=name,
               sample=(size, name) == (64 << 30, "usb-ehci"))
          for size in (64 << 30, 4096 << 30)
          for name in ("ide", "ahci", "usb-ehci", "usb-xhci", "nvme", "virtio-blk")),
        attached("sectors of 4096 bytes, 512 emulated", "-device ide-hd,drive=boot,bus=ide.0,"
                 "bootindex=0,physical_block_size=4096"),
        attached("sectors of 4096 bytes, NVMe", "-device nvme,drive=boot,serial=boot,bootindex=0,"
                 "logical_block_size=4096,physical_block_size=4096",
                 expects=Stops("^Ascent: M00", "Ascent: M00"), sample=True),
        attached("sectors of 4096 bytes, virtio", "-device virtio-blk-pci,drive=boot,bootindex=0,"
                 "logical_block_size=4096,physical_block_size=4096",
                 expects=Stops("could not read the boot disk",
                               "Boot failed: could not read the boot disk", ours=False)),
        attached("sectors of 4096 bytes, SCSI", "-device virtio-scsi-pci",
                 "-device scsi-hd,drive=boot,bootindex=0,logical_block_size=4096,"
                 "physical_block_size=4096",
                 expects=Stops("could not read the boot disk",
                               "Boot failed: could not read the boot disk", ours=False)),
    ],
}  # fmt: skip

ELSEWHERE = (
    Elsewhere("tests/boot/test_attachments.py::test_boots", "the attachment, on each board",
              tuple(f"{name}, {board}" for name in test_attachments.ATTACHMENTS
                    for board in test_attachments.BOARDS),
              "boots from drive 80h by LBA; the floppy, of 1440 KiB, from 00h by CHS"),
    Elsewhere("tests/boot/test_cpus.py::test_climbs", "`-cpu`", test_cpus.CLIMB, "boots"),
    Elsewhere("tests/boot/test_cpus.py::test_without_nx_it_climbs_and_says_so", "`-cpu`",
              ("qemu64,-nx",), "boots; `no NX: W^X cannot be enforced`"),
    Elsewhere("tests/boot/test_cpus.py::test_cannot_climb_and_says_why", "`-cpu`",
              tuple(test_cpus.CANNOT), "stops: `cpu: error: ... lacks ...`"),
    Elsewhere("tests/boot/test_cpus.py::test_climbs_by_kvm", "`-accel kvm`",
              ("KVM, default CPU", "KVM, the host's CPU"),
              "boots; skipped where KVM runs no 64-bit guest"),
    Elsewhere("tests/boot/test_memory.py::test_boots_and_knows_the_firmwares_map", "`-m`, q35",
              tuple(f"{size}, q35" for size in test_memory.SIZES), "boots"),
    Elsewhere("tests/boot/test_memory.py::test_little_memory_boots", "`-m`",
              tuple(f"{kib}K" for kib in test_memory.LITTLE_KIB), "boots"),
    Elsewhere("tests/boot/test_memory.py::test_too_little_memory_says_so", "`-m`",
              tuple(f"{kib}K" for kib in test_memory.TOO_LITTLE_KIB),
              "stops: `memory: error: ... Ascent needs N KiB in all`"),
    Elsewhere("tests/boot/test_frames.py::test_boots_and_counts_its_frames", "`-m`",
              tuple(test_frames.SIZES), "boots"),
    Elsewhere("tests/boot/test_bochs.py::test_climbs", "Bochs, `model=`", test_bochs.CPUS, "boots"),
    Elsewhere("tests/boot/test_bochs.py::test_climbs_from_a_floppy", "Bochs", ("Bochs, floppy",),
              "boots from drive 00h by CHS"),
    Elsewhere("tests/boot/test_bochs.py::test_climbs_in_16_mib", "Bochs, `megs: 16`",
              ("Bochs, 16 MiB",), "boots"),
    Elsewhere("tests/boot/test_bochs.py::test_a_pentium_4_without_long_mode_says_so",
              "Bochs, `model=`", ("p4_willamette",), "stops: `cpu: error: ... lacks long mode`"),
)  # fmt: skip


def environments(sample):
    return [row for rows in ROWS.values() for row in rows if row.sample == sample]


def every_name():
    """Of all environments, those of other tests included."""
    mine = [(title, row.name) for title, rows in ROWS.items() for row in rows]
    return mine + [(other.test, name) for other in ELSEWHERE for name in other.names]


def table():
    """The lines of docs/environments.md that are generated."""
    count = len(every_name())
    here = sum(map(len, ROWS.values()))
    now = len(environments(sample=True))
    yield "<!-- generated from tests/boot/environments.py; do not edit -->"
    yield ""
    yield f"{count} environments: {here} below, of which `make test` tries {now} and"
    yield f"`make test-long` the others, and {count - here} by tests of their own."
    for title, rows in ROWS.items():
        yield from ("", f"### {title}", "", "| environment | how | what happens | tried by |")
        yield "|---|---|---|---|"
        for row in rows:
            target = "test" if row.sample else "test-long"
            yield f"| {row.name} | {row.how} | {row.expects} | `make {target}` |"
    yield from ("", "### By tests of their own", "", "| environments | how | what happens | test |")
    yield "|---|---|---|---|"
    for other in ELSEWHERE:
        names = "; ".join(other.names)
        test = re.sub(r"(.*)/(.*)::(.*)", r"`\1/\2`: `\3`", other.test)
        yield f"| {names} | {other.how} | {other.expects} | {test} |"


if __name__ == "__main__":
    print("\n".join(table()))
