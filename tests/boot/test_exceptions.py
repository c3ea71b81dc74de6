"""An exception anywhere after the climb has begun is reported, and nothing resets.

A debugger puts the fault where the test wants it: it stops the machine at an address that the ELF
files name, and changes a few bytes of code.
"""

import re

import pytest
from elftools.elf.elffile import ELFFile

from climb import READY

UD2 = bytes.fromhex("0f0b")
TO_ADDRESS_ZERO = bytes.fromhex("31c0 ffe0")  # xor eax, eax / jmp rax
READ_ADDRESS_ZERO = bytes.fromhex("31c0 8b00")  # xor eax, eax / mov eax, [rax]
WRITE_ADDRESS_8 = bytes.fromhex("31c0 894008")  # xor eax, eax / mov [rax + 8], eax
DIVIDE_BY_ZERO = bytes.fromhex("31c9 f7f1")  # xor ecx, ecx / div ecx
BREAKPOINT = bytes.fromhex("cc")


class Symbols:
    def __init__(self, path):
        with open(path, "rb") as file:
            table = ELFFile(file).get_section_by_name(".symtab")
            self._values = {s.name: s["st_value"] for s in table.iter_symbols() if s.name}

    def __getitem__(self, name):
        return self._values[name]


@pytest.fixture(scope="session")
def stage2(build):
    return Symbols(build / "stage2" / "stage2.elf")


@pytest.fixture(scope="session")
def kernel(build):
    return Symbols(build / "kernel" / "kernel.elf")


def provoke(machine, address, code):
    """Lets `code` be what the CPU finds at `address`; returns where it stood."""
    machine.gdb.run_to(address)
    machine.gdb.write(address, code)
    machine.gdb.go()


def reported(machine, name, vector):
    """The report is complete, on both outputs, and the machine halts."""
    pattern = rf"^EXCEPTION: {name} \(#?\w+, vector {vector}\)"
    machine.wait_for(pattern, fatal=None)
    machine.wait_for("Stopped", fatal=None)
    machine.wait_for(pattern, where="screen", fatal=None)
    machine.wait_for("Stopped", where="screen", fatal=None)
    machine.wait_halted()
    machine.watch(1)
    text = machine.serial().replace("\r\n", "\n")
    return text[text.index("EXCEPTION") :]


def value(report, name):
    match = re.search(rf"\b{name}\s+([0-9a-f]{{16}})", report)
    assert match, f"no {name} in the report"
    return int(match.group(1), 16)


def test_in_protected_mode(qemu, image, stage2):
    machine = qemu(image, paused=True)
    address = stage2["protected_main"]
    provoke(machine, address, UD2)
    report = reported(machine, "INVALID OPCODE", 6)
    assert value(report, "RIP") == address
    assert "protected mode" in report and "last step: " in report
    assert not machine.register("CR0") & 1 << 31


def test_a_division_in_protected_mode(qemu, image, stage2):
    machine = qemu(image, paused=True)
    provoke(machine, stage2["protected_main"], DIVIDE_BY_ZERO)
    report = reported(machine, "DIVIDE ERROR", 0)
    assert value(report, "RCX") == 0


def test_in_long_mode_before_the_kernels_handlers(qemu, image, kernel):
    machine = qemu(image, paused=True)
    address = kernel["_start"]
    provoke(machine, address, UD2)
    report = reported(machine, "INVALID OPCODE", 6)
    assert value(report, "RIP") == address
    assert "long mode; last step: long" in report


def test_a_page_fault_before_the_kernels_handlers(qemu, image, kernel):
    """CR2 is told; the address is not mapped by anything."""
    machine = qemu(image, paused=True)
    load = bytes.fromhex("48b80000000000400000 8b00")  # mov rax, 0x400000000000 / mov eax, [rax]
    provoke(machine, kernel["_start"], load)
    report = reported(machine, "PAGE FAULT", 14)
    assert value(report, "CR2") == 0x400000000000
    assert "Error code 00000000" in report


@pytest.mark.parametrize(
    "code, name, vector",
    [(UD2, "INVALID OPCODE", 6), (DIVIDE_BY_ZERO, "DIVIDE ERROR", 0)],
    ids=["ud2", "div"],
)
def test_in_the_kernel(qemu, image, kernel, code, name, vector):
    machine = qemu(image, paused=True)
    address = kernel["kernel_run"]
    provoke(machine, address, code)
    report = reported(machine, name, vector)
    assert address <= value(report, "RIP") < address + len(code)
    assert value(report, "CR2") == 0
    assert "stage2" not in report, "the kernel's own handlers report"


@pytest.mark.parametrize(
    "code, access, address",
    [
        (READ_ADDRESS_ZERO, "read", 0),
        (WRITE_ADDRESS_8, "write", 8),
        (TO_ADDRESS_ZERO, "instruction fetch", 0),
    ],
    ids=["read", "write", "call"],
)
def test_a_null_pointer_faults(qemu, image, kernel, code, access, address):
    """The identity map is gone: page 0 is not there, and the report says what that means."""
    machine = qemu(image, paused=True)
    provoke(machine, kernel["kernel_run"], code)
    report = reported(machine, "PAGE FAULT", 14)
    assert value(report, "CR2") == address
    assert access in report and "null pointer" in report


def test_low_memory_is_not_mapped_once_the_kernel_runs(qemu, image):
    """Nothing of the first MiB can be reached by a low address, stage2's code included."""
    machine = qemu(image)
    machine.wait_for(READY)
    machine.wait_halted()
    for address in (0, 0x7C00, 0x8000, 0x20000, 0xB8000, 0x100000):
        assert machine.gdb.command(f"m{address:x},1").startswith("E"), f"{address:#x} is mapped"
    assert machine.gdb.read(0xFFFFFFFF80000000, 4) == b"ASCK"


def test_writing_to_kernel_text_faults(qemu, image, kernel):
    """W^X is enforced in supervisor mode too: CR0.WP is set."""
    machine = qemu(image, paused=True)
    address = kernel["_start"]
    store = b"\x48\xb8" + address.to_bytes(8, "little") + bytes.fromhex("c600 90")
    provoke(machine, kernel["kernel_run"], store)  # mov rax, _start / mov byte [rax], 90h
    report = reported(machine, "PAGE FAULT", 14)
    assert value(report, "CR2") == address
    assert "write" in report and "forbids" in report


def test_executing_kernel_data_faults(qemu, image, kernel):
    machine = qemu(image, paused=True)
    address = kernel["kernel_data"]
    jump = b"\x48\xb8" + address.to_bytes(8, "little") + bytes.fromhex("ffe0")
    provoke(machine, kernel["kernel_run"], jump)  # mov rax, kernel_data / jmp rax
    report = reported(machine, "PAGE FAULT", 14)
    assert value(report, "CR2") == address
    assert "instruction fetch" in report and "forbids" in report
