"""reads.py: what a loader asks of INT 13h on its way: calls, sectors, and where they lie.

The guest runs under QEMU's debugger stub and stops at the entry of the BIOS's own INT 13h, which
the interrupt table names when sector 0 starts. Every way of calling it is seen, `int 0x13` and a
far call alike, with all registers.
"""

import dataclasses

import guest

IVT_13H = 0x13 * 4
FLAT_16_BITS = 0xFFFF
READ_CHS, READ_EDD = 0x02, 0x42  # INT 13h, AH
PACKET_BYTES = 16
SECTOR = 512
MOST_CALLS = 200_000


@dataclasses.dataclass(frozen=True)
class Read:
    function: int
    sectors: int
    lba: int | None  # None for a CHS read, whose geometry is the loader's business


@dataclasses.dataclass(frozen=True)
class Reads:
    reads: tuple

    @property
    def calls(self):
        return len(self.reads)

    @property
    def bytes(self):
        return sum(read.sectors for read in self.reads) * SECTOR

    @property
    def largest(self):
        return max(read.sectors for read in self.reads)

    def read_twice(self):
        """Sectors that were asked for more than once, by LBA."""
        seen, twice = set(), set()
        for read in self.reads:
            if read.lba is not None:
                sectors = set(range(read.lba, read.lba + read.sectors))
                twice |= seen & sectors
                seen |= sectors
        return twice


def decode(machine):
    """The read that the guest is asking for now, or None if it asks for something else."""
    ax = machine.register("rax") & FLAT_16_BITS
    function = ax >> 8
    if function == READ_CHS:
        return Read(function, ax & 0xFF, None)
    if function == READ_EDD:
        si = machine.register("rsi") & FLAT_16_BITS
        packet = machine.read(machine.register("ds") * 16 + si, PACKET_BYTES)
        return Read(
            function,
            int.from_bytes(packet[2:4], "little"),
            int.from_bytes(packet[8:16], "little"),
        )
    return None


def watch(disk, bus, cpu="qemu64"):
    """All reads from the first 0x7C00 to the end of the loader's road."""
    with guest.stopped(disk, bus, cpu) as machine:
        machine.run_to(guest.STAGE1)
        vector = machine.read(IVT_13H, 4)
        offset, segment = (int.from_bytes(vector[i : i + 2], "little") for i in (0, 2))
        return Reads(tuple(_until_end(machine, disk, offset, segment * 16 + offset)))


def _until_end(machine, disk, handler_offset, handler):
    _breakpoint(machine, "Z", handler)
    _breakpoint(machine, "Z", disk.end)
    for _ in range(MOST_CALLS):
        machine.command("c")
        address = machine.register("rip")
        if address == handler_offset:
            address = handler
            read = decode(machine)
            if read:
                yield read
        elif not disk.marker or machine.read(disk.end, len(guest.MARKER)) == guest.MARKER:
            return
        _breakpoint(machine, "z", address)
        machine.command("s")  # over the breakpoint, which would stop the guest again at once
        _breakpoint(machine, "Z", address)
    raise guest.GuestError(f"{disk.path}: no end after {MOST_CALLS} INT 13h calls")


def _breakpoint(machine, letter, address):
    if machine.command(f"{letter}1,{address:x},1") != "OK":
        raise guest.GuestError(f"no breakpoint at {address:#x}")
